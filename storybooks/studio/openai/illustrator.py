"""Draws with reference pictures where there are any: the portrait from the photo, all else from the portrait."""

import asyncio
import base64
from typing import Any

from django.conf import settings

from ..base import Look, Picture, Scene
from . import prompts
from .capabilities import of_model
from .errors import EndpointMissing, garbled
from .links import fetched
from .pictures import finished, reference
from .provider import Provider

REFERENCE_SIDE = 1024  # pixels


class OpenAIIllustrator:
    """`base.Illustrator` over picture edits, or plain generation where a server or model knows no edits."""

    def __init__(self, provider: Provider):
        self._provider = provider
        self._edits_missing = False

    async def draw_portrait(self, photo: bytes | None, look: Look) -> Picture:
        return await self._draw("draw_portrait", prompts.portrait(look), photo)

    async def draw_scene(self, scene: Scene, look: Look) -> Picture:
        return await self._draw("draw_scene", prompts.scene(scene, look), look.portrait)

    async def draw_cover(self, title: str, story: str, look: Look) -> Picture:
        return await self._draw("draw_cover", prompts.cover(title, story, look), look.portrait)

    async def _draw(self, kind: str, prompt: str, likeness: bytes | None) -> Picture:
        if likeness and of_model(settings.OPENAI_IMAGE_MODEL).edits and not self._edits_missing:
            jpeg = await asyncio.to_thread(reference, likeness, REFERENCE_SIDE)
            try:
                answer = await self._call(kind, prompt, jpeg)
            except EndpointMissing:
                self._edits_missing = True  # draw from the hero's description alone
                answer = await self._call(kind, prompt)
        else:
            answer = await self._call(kind, prompt)
        return await asyncio.to_thread(finished, await self._bytes_of(kind, answer.data[0]))

    async def _call(self, kind: str, prompt: str, jpeg: bytes | None = None) -> Any:
        model = settings.OPENAI_IMAGE_MODEL
        abilities = of_model(model)

        def send(api):
            if jpeg is None:
                return api.images.generate(prompt=prompt, **abilities.parameters())
            picture = ("reference.jpg", jpeg, "image/jpeg")  # without name and kind the API takes it for no picture
            return api.images.edit(
                image=picture, prompt=prompts.with_reference(prompt), **abilities.parameters(), **abilities.edit_only
            )

        return await self._provider.call(kind, model, send, needs="data", deadline=settings.OPENAI_IMAGE_DEADLINE)

    async def _bytes_of(self, kind: str, item: Any) -> bytes:
        encoded, link = getattr(item, "b64_json", None), getattr(item, "url", None)
        if isinstance(encoded, str) and encoded:
            try:
                return base64.b64decode(encoded.rpartition(",")[2], validate=True)
            except ValueError:
                link = None
        if isinstance(link, str) and link:
            return await fetched(link)
        raise garbled(kind)
