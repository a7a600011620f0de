"""A finished book as leaves to turn: cover, title page, one for each scene, and the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from storybooks.book import lettering
from storybooks.models import Storybook

SIDE = 1024
"""Pixels: the place that is kept for a picture, which the studios draw as a square."""
BEFORE, AFTER = 2, 1
"""Leaves that are no scenes: cover and title page, and the end."""


@dataclass(frozen=True)
class Scene:
    """One picture and its words. A `missing` one could not be drawn: the hero's portrait stands in its place."""

    page: int
    number: int  # within its page, from 1
    place: int  # among all scenes, from 1
    words: str
    picture: str
    is_missing: bool

    @property
    def leaf(self) -> int:
        """Which leaf of the book it is, from 1."""
        return self.place + BEFORE


@dataclass(frozen=True)
class Reading:
    """What the reader shows, whoever reads. `language` is empty where the script does not tell it."""

    title: str
    language: str
    direction: str
    cover: str | None
    portrait: str | None
    scenes: tuple[Scene, ...]

    @property
    def leaves(self) -> int:
        return BEFORE + len(self.scenes) + AFTER

    @property
    def last_words(self) -> str:
        """In which of our languages the book says that it ends: its own where we know it, else as its PDF does."""
        return "ar" if self.language == "ar" else "en"


def reading(book: Storybook, title: str, address: Callable[[UUID], str]) -> Reading:
    """The book under this title; `address` tells where one of its files is served."""

    def picture(file_id: UUID | None) -> str | None:
        return address(file_id) if file_id else None

    scenes = tuple(
        Scene(
            page=page["pageNumber"],
            number=number,
            place=place,
            words=scene["description"],
            picture=address(UUID(scene["generatedImage"]["file"])),
            is_missing="error" in scene,
        )
        for place, (page, number, scene) in enumerate(_told(book), 1)
    )
    words = " ".join([title, *(scene.words for scene in scenes)])
    is_rtl = lettering.runs_right_to_left(words)
    return Reading(
        title=title,
        language=_language(words, is_rtl),
        direction="rtl" if is_rtl else "ltr",
        cover=picture(book.cover_id or book.portrait_id),
        portrait=picture(book.portrait_id),
        scenes=scenes,
    )


def _told(book: Storybook) -> Iterator[tuple[dict, int, dict]]:
    """Each scene in its turn, with its page and its number there."""
    for page in book.pages:
        for number, scene in enumerate(page["scenes"], 1):
            yield page, number, scene


def _language(words: str, is_rtl: bool) -> str:
    found = lettering.language(words)
    if found != "und":
        return found
    return "ar" if is_rtl else ""
