"""What comes before drawing: is everything fit for its readers, who is the hero, what is on which page."""

from typing import Any

from storybooks.making.desk import Desk, FileRef
from storybooks.making.together import together
from storybooks.studio.base import Hero, Page, Scene, Studio


async def check(
    desk: Desk, studio: Studio, audience: str, texts: list[str], photo: FileRef | None = None, step: str = "check"
) -> None:
    """Raises PermanentError(code="CONTENT_REFUSED") for what does not fit the audience.

    What families send is checked before anything is bought, and what the writer made of it before it is drawn.
    """

    async def work() -> bool:
        contents: list[dict[str, Any]] = [{"text": "\n".join(filter(None, texts))}]
        if photo:
            contents.append({"photo": await desk.bytes_of(photo)})
        await together(*(studio.moderator.check(audience, **content) for content in contents))
        return True

    await desk.ctx.step(step, work)


async def describe_hero(desk: Desk, studio: Studio, photo: FileRef, audience: str) -> Hero:
    async def work() -> dict[str, Any]:
        hero = await studio.writer.describe_hero(await desk.bytes_of(photo), audience)
        return {"description": hero.description, "palette": hero.palette}

    hero = Hero(**await desk.ctx.step("hero", work))
    await check(desk, studio, audience, [hero.description], step="check-hero")
    return hero


async def plan_pages(desk: Desk, studio: Studio, title: str, story: str, audience: str) -> list[dict[str, Any]]:
    """Pages as a storybook request has them."""

    async def work() -> list[dict[str, Any]]:
        return [_as_json(page) for page in await studio.writer.plan_pages(title, story, audience)]

    pages = await desk.ctx.step("plan", work)
    await check(desk, studio, audience, texts_of(pages), step="check-plan")
    return pages


def texts_of(pages: list[dict[str, Any]]) -> list[str]:
    """Everything in them that is printed or that a picture is drawn after."""
    scenes = [scene for page in pages for scene in page["scenes"]]
    return [scene[name] for scene in scenes for name in ("description", "emotion", "imagePrompt")]


def _as_json(page: Page) -> dict[str, Any]:
    scenes = [
        {"description": scene.description, "emotion": scene.emotion, "imagePrompt": scene.image_prompt}
        for scene in page.scenes
    ]
    return {"pageNumber": page.number, "scenes": scenes}


def as_page(page: dict[str, Any]) -> Page:
    scenes = (Scene(scene["description"], scene["emotion"], scene["imagePrompt"]) for scene in page["scenes"])
    return Page(page["pageNumber"], tuple(scenes))
