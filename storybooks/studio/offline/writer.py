"""The offline writer: plans a story's scenes with its own grammar and reads a hero's look off a photo."""

import asyncio

from storybooks.studio.base import Hero, Page
from storybooks.studio.offline import look, planner


class OfflineWriter:
    """Same input, same answer; costs nothing."""

    async def describe_hero(self, photo: bytes, audience: str) -> Hero:
        return await asyncio.to_thread(look.describe_hero, photo, audience)

    async def plan_pages(self, title: str, story: str, audience: str) -> list[Page]:
        return await asyncio.to_thread(planner.plan_pages, title, story, audience)
