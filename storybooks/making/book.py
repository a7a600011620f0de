"""The whole making of a book, in remembered steps."""

from datetime import UTC, datetime
from typing import Any

from jobs.context import RunContext
from storybooks.making.binding import Parts, save_book, typeset_book
from storybooks.making.desk import Desk, FileRef
from storybooks.making.scenes import Drawing
from storybooks.making.together import together
from storybooks.models import StoredFile
from storybooks.studio import open_studio
from storybooks.studio.base import Hero, Look, Page, Scene, Studio


async def make_book(ctx: RunContext, data: dict[str, Any]) -> dict[str, Any]:
    """Describe, plan, draw, typeset and save. `data` is the accepted input of a storybook request."""
    desk = Desk(ctx)
    photo = {"file": data["characterImage"]}
    async with open_studio() as studio:
        await ctx.progress(5, "Analyzing character image")
        await _check(ctx, studio, data, await desk.bytes_of(photo))
        hero, pages = await together(_hero(desk, studio, data, photo), _pages(ctx, studio, data))
        await ctx.progress(25, "Character analysis complete")
        portrait = await _portrait(desk, studio, data, photo, hero)
        look = Look(hero, data["audience"], data["style"], await desk.bytes_of(portrait))
        total = sum(len(page.scenes) for page in pages)
        drawing = Drawing(desk, studio.illustrator, look, total)
        cover, pictures = await drawing.everything(data["title"], data["story"], pages)
    await ctx.progress(75, "All scenes processed, saving storybook")
    parts = Parts(data, hero, pages, portrait, cover, pictures)

    async def pdf() -> FileRef:
        return await typeset_book(desk, parts, datetime.now(UTC).date())

    result = await ctx.write(save_book, ctx, parts, await ctx.step(f"pdf-{parts.fingerprint}", pdf))
    await ctx.progress(99, "Storybook saved successfully")
    return result


async def _check(ctx: RunContext, studio: Studio, data: dict[str, Any], photo: bytes) -> None:
    text = "\n".join([data["title"], data["story"], data["characterDescription"], *_own_words(data)])

    async def work() -> bool:
        await together(
            studio.moderator.check(data["audience"], text=text), studio.moderator.check(data["audience"], photo=photo)
        )
        return True

    await ctx.step("check", work)


def _own_words(data: dict[str, Any]) -> list[str]:
    return [
        text
        for page in data["pages"]
        for scene in page["scenes"]
        for text in (scene["description"], scene["imagePrompt"])
    ]


async def _hero(desk: Desk, studio: Studio, data: dict[str, Any], photo: FileRef) -> Hero:
    if data["characterDescription"]:
        return Hero(data["characterDescription"])

    async def work() -> dict[str, Any]:
        hero = await studio.writer.describe_hero(await desk.bytes_of(photo), data["audience"])
        return {"description": hero.description, "palette": hero.palette}

    return Hero(**await desk.ctx.step("hero", work))


async def _pages(ctx: RunContext, studio: Studio, data: dict[str, Any]) -> list[Page]:
    """The pages the request brought, or those the studio plans from the story."""

    async def work() -> list[dict[str, Any]]:
        return [
            _as_json(page) for page in await studio.writer.plan_pages(data["title"], data["story"], data["audience"])
        ]

    return [_as_page(page) for page in data["pages"] or await ctx.step("plan", work)]


def _as_json(page: Page) -> dict[str, Any]:
    scenes = [
        {"description": scene.description, "emotion": scene.emotion, "imagePrompt": scene.image_prompt}
        for scene in page.scenes
    ]
    return {"pageNumber": page.number, "scenes": scenes}


def _as_page(page: dict[str, Any]) -> Page:
    scenes = (Scene(scene["description"], scene["emotion"], scene["imagePrompt"]) for scene in page["scenes"])
    return Page(page["pageNumber"], tuple(scenes))


async def _portrait(desk: Desk, studio: Studio, data: dict[str, Any], photo: FileRef, hero: Hero) -> FileRef:
    if data["isReusedImage"]:  # it is a drawing already
        return photo
    look = Look(hero, data["audience"], data["style"])
    source = await desk.bytes_of(photo)
    return await desk.draw("portrait", StoredFile.Kind.PORTRAIT, lambda: studio.illustrator.draw_portrait(source, look))
