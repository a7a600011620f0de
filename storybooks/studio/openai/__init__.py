"""The studio that writes, draws and checks with OpenAI, or any server that speaks its API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ..base import Studio
from .illustrator import OpenAIIllustrator
from .moderator import moderator
from .provider import connect
from .writer import OpenAIWriter


@asynccontextmanager
async def openai_studio() -> AsyncIterator[Studio]:
    """A studio on one connection of its own, for the running event loop and this process only.

    Raises PermanentError(code="CONFIGURATION_ERROR") when the key or the address cannot be used.
    """
    async with connect() as provider:
        yield Studio(OpenAIWriter(provider), OpenAIIllustrator(provider), moderator(provider))


def offered_models() -> set[str]:
    """What the key may use. Raises jobs.errors: EndpointMissing where a server does not tell."""

    async def ask() -> set[str]:
        async with connect() as provider:
            return await provider.models()

    return asyncio.run(ask())
