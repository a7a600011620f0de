"""The offline illustrator: draws scenes with its own pen and turns photos into drawings, off the event loop."""

import asyncio
from collections.abc import Callable

from storybooks.studio.base import Look, Picture, Scene
from storybooks.studio.offline.cover import draw_cover
from storybooks.studio.offline.draw.bust import draw_bust
from storybooks.studio.offline.draw.scene import draw
from storybooks.studio.offline.portrait import encode, illustrate
from storybooks.studio.offline.render import finished, rasterised
from storybooks.studio.offline.seeds import seed_of

HANDS = 2
"""Pictures of one job drawn at once: more hands would take the machine from others, and finish every picture last."""


class OfflineIllustrator:
    """Pictures of 1024 x 1024 pixels, the same bytes for the same scene, look and take."""

    def __init__(self):
        self._hands = asyncio.Semaphore(HANDS)

    async def draw_portrait(self, photo: bytes | None, look: Look) -> Picture:
        if photo is None:
            return await self._draw(_bust, look)
        return await self._draw(illustrate, photo, look.style)

    async def draw_scene(self, scene: Scene, look: Look) -> Picture:
        return await self._draw(_scene, scene, look)

    async def draw_cover(self, title: str, story: str, look: Look) -> Picture:
        return await self._draw(draw_cover, title, story, look)

    async def _draw(self, drawing: Callable[..., Picture], *args) -> Picture:
        async with self._hands:
            return await asyncio.to_thread(drawing, *args)


def _bust(look: Look) -> Picture:
    seed = seed_of("bust", look.hero.description, look.style)
    return encode(finished(rasterised(draw_bust(look)), look.style, seed))


def _scene(scene: Scene, look: Look) -> Picture:
    seed = seed_of(scene.description, scene.image_prompt, look.style)
    return encode(finished(rasterised(draw(scene, look)), look.style, seed))
