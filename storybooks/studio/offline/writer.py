"""The offline writer: tells stories, plans their scenes with its own grammar and reads a hero's look off a photo."""

import asyncio

from storybooks.studio.base import Hero, Page, Story
from storybooks.studio.offline import look, planner, storyteller


class OfflineWriter:
    """Same input, same answer; costs nothing."""

    async def describe_hero(self, photo: bytes, audience: str) -> Hero:
        return await asyncio.to_thread(look.describe_hero, photo, audience)

    async def write_story(self, genre: str, hero: Hero, audience: str) -> Story:
        return await asyncio.to_thread(storyteller.write_story, genre, hero, audience)

    async def plan_pages(self, title: str, story: str, audience: str) -> list[Page]:
        return await asyncio.to_thread(planner.plan_pages, title, story, audience)
