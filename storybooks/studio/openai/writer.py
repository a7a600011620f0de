"""Describes the hero, writes the story and plans the book, as JSON that is checked and, once, repaired."""

import asyncio
import base64
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

from storybooks.catalog import AUDIENCES

from ..base import Hero, Page, Story
from . import prompts
from .answers import Shape, Unusable, parsed, readable, response_format, text_of
from .errors import garbled
from .pictures import reference
from .plan import BookPlan, pages_of
from .provider import Provider
from .story import WrittenStory, story_of

PHOTO_SIDE = 768  # pixels; the model looks at a low-detail copy anyway


class HeroLook(Shape):
    description: str
    hair: str | None
    skin: str | None
    top: str | None
    bottom: str | None


class OpenAIWriter:
    """`base.Writer` over chat completions."""

    def __init__(self, provider: Provider):
        self._provider = provider

    async def describe_hero(self, photo: bytes, audience: str) -> Hero:
        jpeg = await asyncio.to_thread(reference, photo, PHOTO_SIDE)
        messages = [
            {"role": "system", "content": prompts.DESCRIBE_HERO},
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": data_url(jpeg), "detail": "low"}}]},
        ]
        return await self._ask(
            "describe_hero", settings.OPENAI_VISION_MODEL, messages, HeroLook, lambda look, last: hero_of(look)
        )

    async def write_story(self, genre: str, hero: Hero, audience: str) -> Story:
        words = AUDIENCES[audience].words
        messages = [
            {"role": "system", "content": prompts.write_story(genre, audience)},
            {"role": "user", "content": prompts.hero_data(hero)},
        ]
        return await self._ask(
            "write_story",
            settings.OPENAI_TEXT_MODEL,
            messages,
            WrittenStory,
            lambda written, last: story_of(written, words, any_length=last),
        )

    async def plan_pages(self, title: str, story: str, audience: str) -> list[Page]:
        profile = AUDIENCES[audience]
        messages = [
            {"role": "system", "content": prompts.plan_pages(profile)},
            {"role": "user", "content": prompts.story_data(title, story)},
        ]
        return await self._ask(
            "plan_pages",
            settings.OPENAI_TEXT_MODEL,
            messages,
            BookPlan,
            lambda plan, last: pages_of(plan, story, profile, deal_anew=last),
        )

    async def _ask(
        self, kind: str, model: str, messages: list[Any], shape: type[Shape], accept: Callable[[Any, bool], Any]
    ) -> Any:
        """What `accept` makes of the answer; a second round tells the model what was wrong with the first."""
        for last in (False, True):
            text = ""
            answer = await self._complete(kind, model, messages, shape)
            try:
                text = text_of(answer)
                return accept(parsed(text, shape), last)
            except Unusable as problem:
                repair = {"role": "user", "content": prompts.REPAIR.format(problem=problem)}
            messages = [*messages, *([{"role": "assistant", "content": text[:20_000]}] if text else []), repair]
        raise garbled(kind)

    async def _complete(self, kind: str, model: str, messages: list[Any], shape: type[Shape]) -> Any:
        return await self._provider.call(
            kind,
            model,
            lambda api: api.chat.completions.create(
                model=model, messages=messages, response_format=response_format(shape)
            ),
            needs="choices",
            deadline=settings.OPENAI_TEXT_DEADLINE,
        )


def hero_of(look: HeroLook) -> Hero:
    """The hero in our own terms; a colour that is none is left out. Raises Unusable without a description."""
    description = readable(" ".join(look.description.split()))[:1000]
    if len(description) < 10:
        raise Unusable("The description says nothing.")
    colours = {name: getattr(look, name) or "" for name in ("hair", "skin", "top", "bottom")}
    palette = {name: colour.lower() for name, colour in colours.items() if re.fullmatch("#[0-9a-fA-F]{6}", colour)}
    return Hero(description, palette)


def data_url(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
