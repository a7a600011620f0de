"""What the typesetter needs of a book, free of models and stores."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plate:
    """One scene on paper: its text and its picture's bytes (PNG, JPEG or WebP)."""

    text: str
    picture: bytes


@dataclass(frozen=True)
class BookContent:
    """A whole book. `pages` holds the plates of each story page, in reading order."""

    title: str
    audience: str
    cover: bytes
    portrait: bytes | None
    hero: str
    pages: tuple[tuple[Plate, ...], ...]
    made_on: str

    @property
    def words(self) -> str:
        """Everything that it says, for finding out the language."""
        return " ".join([self.title, *(plate.text for page in self.pages for plate in page)])
