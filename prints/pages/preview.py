"""The printed book before it is made: its measures, and its cover and pages as pictures."""

from dataclasses import dataclass

from django.urls import reverse

from prints.edition.geometry import LEAST_PAGES, TRIM
from storybooks.models import Storybook
from storybooks.pages.leaves import Reading, Scene, reading

CENTIMETRES = 2.54  # an inch


@dataclass(frozen=True)
class Preview:
    reading: Reading
    pages: int
    side: float  # cm


def preview_of(book: Storybook) -> Preview:
    shown = read(book)
    return Preview(shown, pages_of(len(shown.scenes)), round(TRIM * CENTIMETRES, 1))


def pages_of(scenes: int) -> int:
    """How many pages so many scenes have, if the words of each fit on one: as `interior.typ` lays them out."""
    return max(LEAST_PAGES, 2 * scenes + 4)


def missing_scenes(book: Storybook) -> list[Scene]:
    return [scene for scene in read(book).scenes if scene.is_missing]


def read(book: Storybook) -> Reading:
    return reading(book, book.printed_title, lambda file_id: reverse("file", args=[file_id]))
