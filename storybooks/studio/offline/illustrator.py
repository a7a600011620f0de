"""The offline illustrator: draws scenes with its own pen and turns photos into drawings, off the event loop."""

import asyncio

from storybooks.studio.base import Look, Picture, Scene
from storybooks.studio.offline.cover import draw_cover
from storybooks.studio.offline.draw.scene import draw
from storybooks.studio.offline.portrait import encode, illustrate
from storybooks.studio.offline.render import finished, rasterised
from storybooks.studio.offline.seeds import seed_of


class OfflineIllustrator:
    """Pictures of 1024 x 1024 pixels, the same bytes for the same scene and look."""

    async def draw_portrait(self, photo: bytes, look: Look) -> Picture:
        return await asyncio.to_thread(illustrate, photo, look.style)

    async def draw_scene(self, scene: Scene, look: Look) -> Picture:
        return await asyncio.to_thread(_scene, scene, look)

    async def draw_cover(self, title: str, story: str, look: Look) -> Picture:
        return await asyncio.to_thread(draw_cover, title, story, look)


def _scene(scene: Scene, look: Look) -> Picture:
    seed = seed_of(scene.description, scene.image_prompt, look.style)
    return encode(finished(rasterised(draw(scene, look)), look.style, seed))
