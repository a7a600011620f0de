"""Who writes, draws and checks: one factory over the studios."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .base import Studio


@asynccontextmanager
async def open_studio() -> AsyncIterator[Studio]:
    """The studio that `settings.STUDIO` names, for the length of one job.

    A studio is imported only when it is chosen, so a web worker never pays for a provider's client.
    """
    if settings.STUDIO == "openai":
        from .openai import openai_studio

        async with openai_studio() as studio:
            yield studio
    elif settings.STUDIO == "offline":
        from .offline import offline_studio

        yield offline_studio()
    else:
        raise ImproperlyConfigured(f"STUDIO is {settings.STUDIO!r}; it can be openai or offline")
