"""The one way to the provider: limited side by side, in a total time, behind the breaker, every paid call noted."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import openai
import pydantic
from django.conf import settings

from jobs.errors import TransientError
from jobs.latencies import provider_call
from jobs.spending import ask_to_pay

from ..breaker import guard
from .errors import garbled, misconfigured, timed_out, translated
from .usage import note

BREAKER = "openai"
CONNECT_SECONDS = 5.0
LIST_SECONDS = 15.0
LONGEST_PAUSE = 5.0  # seconds; a longer wait is the queue's, not a worker's that holds a job

Send = Callable[[openai.AsyncOpenAI], Awaitable[Any]]


class Provider:
    """The connection of one opened studio."""

    def __init__(self, api: openai.AsyncOpenAI):
        self._api = api
        self._slots = asyncio.Semaphore(settings.STUDIO_CONCURRENCY)

    async def call(self, kind: str, model: str, send: Send, *, needs: str, deadline: float) -> Any:
        """The provider's answer to `send`, whose list `needs` is not empty; `kind` and `model` are for the accounts.

        Raises only jobs.errors, at the latest `deadline` seconds after a slot is free. They are raised outside of
        the `except` blocks on purpose: the provider's own error, which may quote a child's story, is not chained.
        """
        async with self._slots:
            await ask_to_pay()  # here and not before the slot: calls that waited for it know what the others have cost
            async with guard(BREAKER, patience=deadline + CONNECT_SECONDS):
                return await self._in_time(kind, model, send, needs, deadline)

    async def models(self) -> set[str]:
        """The ids of those that the key may use, which costs nothing. Raises jobs.errors."""
        try:
            async with asyncio.timeout(LIST_SECONDS):
                return {str(model.id) async for model in self._api.models.list()}
        except TimeoutError:
            failure = timed_out("models")
        except (openai.OpenAIError, ValueError, TypeError, AttributeError, RecursionError) as error:
            failure = translated("models", error)
        raise failure

    async def _in_time(self, kind: str, model: str, send: Send, needs: str, deadline: float) -> Any:
        try:
            async with asyncio.timeout(deadline):
                return await self._attempts(kind, model, send, needs)
        except TimeoutError:
            failure = timed_out(kind)
        raise failure

    async def _attempts(self, kind: str, model: str, send: Send, needs: str) -> Any:
        for attempt in itertools.count():
            try:
                with provider_call(kind, BREAKER):
                    return await self._once(kind, model, send, needs)
            except TransientError as error:
                pause = error.retry_after or 0.5 * 2**attempt * random.uniform(0.75, 1.25)  # noqa: S311
                if attempt >= settings.OPENAI_MAX_RETRIES or pause > LONGEST_PAUSE:
                    raise
            await asyncio.sleep(pause)

    async def _once(self, kind: str, model: str, send: Send, needs: str) -> Any:
        try:
            answer = await send(self._api)
        except (openai.OpenAIError, ValueError, RecursionError) as error:
            failure = translated(kind, error)
        else:
            note(kind, model, answer)
            if isinstance(answer, pydantic.BaseModel) and _filled_list(getattr(answer, needs, None)):
                return answer
            failure = garbled(kind)
        raise failure


@asynccontextmanager
async def connect() -> AsyncIterator[Provider]:
    """A provider on a client of its own: a client must share neither an event loop nor a fork.

    The SDK's own retries are off: they would wait up to two minutes inside the call and repeat a spent quota.
    Redirects are off: children's photos go to the configured server and to no other.
    """
    key = settings.OPENAI_API_KEY or ""
    usable = key.isascii() and key.isprintable() and settings.OPENAI_BASE_URL.startswith(("http://", "https://"))
    if not key or not usable:
        raise misconfigured()
    slowest = max(settings.OPENAI_TEXT_DEADLINE, settings.OPENAI_IMAGE_DEADLINE)
    try:
        api = openai.AsyncOpenAI(
            api_key=key,
            base_url=settings.OPENAI_BASE_URL,
            max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False, timeout=httpx2.Timeout(slowest, connect=CONNECT_SECONDS)
            ),
        )
    except (openai.OpenAIError, httpx2.InvalidURL):
        api = None
    if api is None:
        raise misconfigured()
    async with api:
        yield Provider(api)


def _filled_list(value: object) -> bool:
    return isinstance(value, list) and bool(value)
