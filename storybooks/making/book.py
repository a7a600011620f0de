"""The whole making of a book, in remembered steps."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jobs.context import RunContext
from storybooks.making.binding import Parts, save_book, typeset_book
from storybooks.making.desk import Desk, FileRef
from storybooks.making.preparing import as_page, check, describe_hero, plan_pages, texts_of
from storybooks.making.scenes import Drawing
from storybooks.making.together import together
from storybooks.models import StoredFile
from storybooks.studio import open_studio
from storybooks.studio.base import Hero, Look, Page, Picture, Studio


@dataclass(frozen=True)
class Milestones:
    """How far a job is (percent), and what clients are told, when the making has got to each of these points."""

    begun: tuple[int, str]
    planned: tuple[int, str]
    drawn: tuple[int, str]
    saved: str


async def make_book(ctx: RunContext, data: dict[str, Any], milestones: Milestones) -> dict[str, Any]:
    """Check, describe, plan, draw, typeset and save. `data` is the accepted input of a storybook request."""
    desk = Desk(ctx)
    photo = {"file": data["picture"]}
    async with open_studio() as studio:
        await ctx.progress(*milestones.begun)
        await check(desk, studio, data["audience"], _texts(data), photo)
        hero, pages = await together(_hero(desk, studio, data, photo), _pages(desk, studio, data))
        await ctx.progress(*milestones.planned)
        portrait = await _portrait(desk, studio, data, photo, hero)
        look = Look(hero, data["audience"], data["style"], await desk.bytes_of(portrait))
        span = (milestones.planned[0], milestones.drawn[0])
        drawing = Drawing(desk, studio.illustrator, look, sum(len(page.scenes) for page in pages), span)
        cover, pictures = await drawing.everything(data["title"], data["story"], pages)
    await ctx.progress(*milestones.drawn)
    parts = Parts(data, hero, pages, portrait, cover, pictures)

    async def pdf() -> FileRef:
        return await typeset_book(desk, parts, datetime.now(UTC).date())

    bound = await ctx.step(f"pdf-{parts.fingerprint}", pdf)
    result = await ctx.write(save_book, ctx, parts, bound, final=True)
    await ctx.progress(99, milestones.saved)
    return result


def _texts(data: dict[str, Any]) -> list[str]:
    return [data["title"], data["story"], data["characterDescription"], *texts_of(data.get("pages") or [])]


async def _hero(desk: Desk, studio: Studio, data: dict[str, Any], photo: FileRef) -> Hero:
    if data["characterDescription"]:
        return Hero(data["characterDescription"])
    return await describe_hero(desk, studio, photo, data["audience"])


async def _pages(desk: Desk, studio: Studio, data: dict[str, Any]) -> list[Page]:
    """The pages the request brought, or those the studio plans from the story; each with a number of its own."""
    pages = data.get("pages") or await plan_pages(desk, studio, data["title"], data["story"], data["audience"])
    if len({page["pageNumber"] for page in pages}) < len(pages):
        pages = [{**page, "pageNumber": number} for number, page in enumerate(pages, 1)]
    return [as_page(page) for page in pages]


async def _portrait(desk: Desk, studio: Studio, data: dict[str, Any], photo: FileRef, hero: Hero) -> FileRef:
    if data["isReusedImage"]:  # it is a drawing already
        return photo
    look = Look(hero, data["audience"], data["style"])

    async def drawing() -> Picture:
        return await studio.illustrator.draw_portrait(await desk.bytes_of(photo), look)

    return await desk.draw("portrait", StoredFile.Kind.PORTRAIT, drawing)
