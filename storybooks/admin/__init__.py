"""What staff sees of the product, and the little that it may change: whether a book is paid."""

from storybooks.admin import books, files, providers  # noqa: F401 - each registers its pages
