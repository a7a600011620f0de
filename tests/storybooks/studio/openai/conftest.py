"""A studio on a stand-in of OpenAI, and the few things every book needs."""

import pytest
from asgiref.sync import async_to_sync

from storybooks.studio.base import Hero, Look, Scene
from storybooks.studio.openai import openai_studio
from tests.fakes.openai import FakeOpenAI, unique_picture

KEY = "sk-test-0123456789abcdef"


@pytest.fixture
def server(settings, transactional_db):
    with FakeOpenAI(KEY) as server:
        settings.OPENAI_API_KEY = KEY
        settings.OPENAI_BASE_URL = server.base_url
        settings.OPENAI_TEXT_MODEL = settings.OPENAI_VISION_MODEL = "gpt-6-luna"
        settings.OPENAI_IMAGE_MODEL = "gpt-image-2.5-flare"
        settings.OPENAI_MODERATION_MODEL = "omni-moderation-latest"
        settings.OPENAI_TEXT_DEADLINE = settings.OPENAI_IMAGE_DEADLINE = 10
        settings.OPENAI_MAX_RETRIES = 0
        settings.BREAKER_FAILURES = 1000
        yield server


@pytest.fixture
def ask(server):
    """Run one piece of a studio's work: `ask(lambda studio: studio.writer.describe_hero(...))`."""

    def run(work):
        async def opened():
            async with openai_studio() as studio:
                return await work(studio)

        return async_to_sync(opened)()

    return run


@pytest.fixture
def photo():
    return unique_picture()


@pytest.fixture
def look(photo):
    return Look(Hero("A child with red boots."), "children", "anime", portrait=photo)


@pytest.fixture
def scene():
    return Scene("The boots fly over the house.", "brave", "A roof under a wide evening sky.")
