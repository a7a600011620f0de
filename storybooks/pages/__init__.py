"""The product's pages: the first page, the story form, the bookshelf, the reader."""
