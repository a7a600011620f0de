"""The printed book before there is an order: its measures, its cover and its pages, laid out like the edition.

By the page's own means: to have it typeset takes a cluster's time for each look, and the printer's files are made with
the order. What stands where, and how large, follows `prints/edition`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from prints.edition.geometry import LEAST_PAGES, TRIM
from storybooks.book.looks import LOOKS
from storybooks.catalog import Audience
from storybooks.models import Storybook
from storybooks.pages.leaves import Reading, Scene, reading

CENTIMETRES = 2.54  # an inch
SIZES = ((120, "large"), (360, "middle"))
"""Up to so many characters in the longest scene: how large the words of all are."""


@dataclass(frozen=True)
class Spread:
    """Two pages that face each other: the words of a scene and its picture."""

    words_page: int
    picture_page: int
    scene: Scene


@dataclass(frozen=True)
class Preview:
    reading: Reading
    audience: str
    cloth: str  # the colour of the cover, as CSS has it
    size: str  # of the words
    pages: int
    side: float  # of a page, cm

    @property
    def spreads(self) -> Iterator[Spread]:
        for number, scene in enumerate(self.reading.scenes, 1):
            yield Spread(2 * number, 2 * number + 1, scene)


def preview_of(book: Storybook) -> Preview:
    shown = _read(book)
    longest = max((len(scene.words) for scene in shown.scenes), default=0)
    return Preview(
        reading=shown,
        audience=book.audience,
        cloth=LOOKS[Audience(book.audience)]["accent"],
        size=next((size for most, size in SIZES if longest <= most), "small"),
        pages=pages_of(len(shown.scenes)),
        side=round(TRIM * CENTIMETRES, 1),
    )


def pages_of(scenes: int) -> int:
    """How many pages so many scenes have, if the words of each fit on one: as `interior.typ` lays them out."""
    return max(LEAST_PAGES, 2 * scenes + 4)


def missing_scenes(book: Storybook) -> list[Scene]:
    return [scene for scene in _read(book).scenes if scene.is_missing]


def _read(book: Storybook) -> Reading:
    return reading(book, book.printed_title, lambda file_id: reverse("file", args=[file_id]))
