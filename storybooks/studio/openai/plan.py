"""The planned book, checked: as many scenes and pages as its audience has, in the order of the story."""

import itertools
import textwrap

from storybooks.catalog import AudienceProfile

from ..base import Page, Scene
from .answers import Shape, Unusable, readable

LONGEST_TEXT = 1500  # characters of a description or an image prompt
LONGEST_EMOTION = 40


class PlannedScene(Shape):
    quote: str
    description: str
    emotion: str
    image_prompt: str


class PlannedPage(Shape):
    scenes: list[PlannedScene]


class BookPlan(Shape):
    pages: list[PlannedPage]


def pages_of(plan: BookPlan, story: str, profile: AudienceProfile, *, deal_anew: bool) -> list[Page]:
    """The plan's pages. Raises Unusable, with what is wrong, when they do not fit the audience or the story.

    With `deal_anew` a number of scenes that the pages can hold is good enough: they are dealt over the pages evenly.
    """
    pages = [[_scene(planned) for planned in page.scenes] for page in plan.pages]
    _check_order([planned.quote for page in plan.pages for planned in page.scenes], story)
    if deal_anew:
        pages = _dealt([scene for page in pages for scene in page], profile.pages)
    _check_counts(pages, profile, exact=not deal_anew)
    return [Page(number, tuple(scenes)) for number, scenes in enumerate(pages, start=1)]


def _scene(planned: PlannedScene) -> Scene:
    fields = (planned.description, planned.emotion, planned.image_prompt)
    texts = [readable(" ".join(text.split())) for text in fields]
    if not all(0 < len(text) <= LONGEST_TEXT for text in texts):
        raise Unusable("A scene has an empty or endless description, emotion or image_prompt.")
    description, emotion, image_prompt = texts
    shorter = textwrap.shorten(emotion, LONGEST_EMOTION, placeholder="") or emotion[:LONGEST_EMOTION]
    return Scene(description, shorter, image_prompt)


def _check_counts(pages: list[list[Scene]], profile: AudienceProfile, *, exact: bool) -> None:
    least, most = profile.scenes_per_page
    total = sum(len(scenes) for scenes in pages)
    fits = len(pages) == profile.pages and all(least <= len(scenes) <= most for scenes in pages)
    if not fits or (exact and total != profile.scenes):
        raise Unusable(
            f"There are {total} scenes on {len(pages)} pages; there must be exactly {profile.scenes} scenes"
            f" on exactly {profile.pages} pages, {least} to {most} on each."
        )


def _check_order(quotes: list[str], story: str) -> None:
    """Each quote the story knows must stand behind the one before it; a quote it does not know proves nothing."""
    text, reached = _plain(story), 0
    for quote in map(_plain, quotes):
        place = text.find(quote, reached) if quote else -1
        if place >= 0:
            reached = place
        elif quote and quote in text:
            raise Unusable("The scenes do not follow the order of the story.")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _dealt(scenes: list[Scene], pages: int) -> list[list[Scene]]:
    """The scenes in their order over so many pages, the numbers on any two pages differing by one at most."""
    cuts = [round(len(scenes) * page / pages) for page in range(pages + 1)]
    return [scenes[start:end] for start, end in itertools.pairwise(cuts)]
