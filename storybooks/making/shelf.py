"""A finished book taken from the shelf, to typeset it once more."""

from jobs.errors import PermanentError
from storybooks import files
from storybooks.book.content import BookContent
from storybooks.making import binding
from storybooks.models import StoredFile, Storybook


def content_of(book: Storybook) -> BookContent:
    """The book's words and pictures. Blocking: reads all its pictures.

    Raises PermanentError(code="PICTURE_MISSING") when one of them is gone, and what the media store raises.
    """
    parts = binding.parts_of(book)
    kept = {str(file.id): file for file in book.files.kept()}
    data = {file: _read(kept.get(file)) for file in parts.files}
    return binding.content_of(parts, data, book.created_at.date())


def _read(file: StoredFile | None) -> bytes:
    try:
        if file:
            return files.read(file)
    except FileNotFoundError:
        pass
    raise PermanentError("A picture of the book is missing.", code="PICTURE_MISSING")
