"""Live events for many listeners over one database connection per event loop.

A listener is told either an event, or that it may have missed some and has to read the table: at its start, after the
connection was away, and when it did not keep up. So a lost notification is late at worst, never lost.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from asgiref.sync import sync_to_async
from django.db import DEFAULT_DB_ALIAS, connections

from jobs.events.event import CHANNEL, Event
from jobs.outage import Outage
from users.pool import release_connection

Answer = TypeVar("Answer")

QUEUE_LIMIT = 100
"""Events that wait for one listener; one that is further behind reads the table instead."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two tries to connect."""
READERS = 4
"""Table reads at once, so that many listeners who catch up leave connections of the pool to other requests."""


class Subscription:
    """What one listener has still to hear."""

    def __init__(self) -> None:
        self._waiting: deque[Event] = deque()
        self._behind = True  # whatever happened before
        self._something = asyncio.Event()
        self._something.set()

    def push(self, event: Event) -> None:
        if len(self._waiting) >= QUEUE_LIMIT:
            self.fall_behind()
        elif not self._behind:
            self._waiting.append(event)
            self._something.set()

    def fall_behind(self) -> None:
        """Nothing of what waits is needed any more: the listener reads the table."""
        self._waiting.clear()
        self._behind = True
        self._something.set()

    async def next(self, seconds: float) -> Event | None:
        """The next event; None when the table has to be read, which is also after `seconds` of silence."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # wait_for of Python 3.11 can swallow the listener's own end
                await self._something.wait()
        event = self._waiting.popleft() if self._waiting else None
        if event is None:
            self._behind = False  # from here on events are kept, and the reader reads after this
        if not self._waiting:
            self._something.clear()
        return event


class Hub:
    """Hands what the database tells to the subscriptions of one event loop."""

    def __init__(self) -> None:
        self._subscriptions: dict[UUID, set[Subscription]] = {}
        self._listening: asyncio.Task | None = None
        self._readers = asyncio.Semaphore(READERS)
        self._outage = Outage("events")

    @property
    def count(self) -> int:
        return sum(len(subscriptions) for subscriptions in self._subscriptions.values())

    @asynccontextmanager
    async def subscribed(self, job_id: UUID) -> AsyncIterator[Subscription]:
        """The first subscription opens the connection, the last one closes it."""
        subscription = Subscription()
        self._subscriptions.setdefault(job_id, set()).add(subscription)
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        try:
            yield subscription
        finally:
            await self._leave(job_id, subscription)

    async def read(self, call: Callable[..., Answer], *args: Any) -> Answer:
        """Run a blocking read in the request's thread; no connection stays with it."""
        async with self._readers:
            return await sync_to_async(_read)(call, *args)

    async def _leave(self, job_id: UUID, subscription: Subscription) -> None:
        others = self._subscriptions[job_id]
        others.remove(subscription)
        if not others:
            del self._subscriptions[job_id]
        if not self._subscriptions and self._listening:
            listening, self._listening = self._listening, None
            listening.cancel()
            await asyncio.wait([listening])

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with await _connect() as session:
                    await session.execute(f"LISTEN {CHANNEL}")
                    self._outage.over()
                    pause = FIRST_PAUSE
                    self._all_fall_behind()  # what happened while nobody listened
                    async for notice in session.notifies():
                        self._hand_out(notice.payload)
            except (psycopg.Error, OSError) as error:
                self._outage.failed(error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _hand_out(self, payload: str) -> None:
        try:
            event = Event.heard(payload)
        except (ValueError, KeyError, TypeError):  # not from us
            return
        for subscription in self._subscriptions.get(event.job_id, ()):
            subscription.push(event)

    def _all_fall_behind(self) -> None:
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.fall_behind()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


def _read(call: Callable[..., Answer], *args: Any) -> Answer:
    try:
        return call(*args)
    finally:
        release_connection()


async def _connect() -> psycopg.AsyncConnection:
    """A session like Django's, but not from the pool."""
    params = await asyncio.to_thread(_connection_params)
    return await psycopg.AsyncConnection.connect(**params, autocommit=True)


def _connection_params() -> dict[str, Any]:
    database = connections[DEFAULT_DB_ALIAS].copy()
    database.settings_dict["OPTIONS"].pop("pool", None)
    params = database.get_connection_params()
    for name in ("cursor_factory", "context"):  # made for blocking connections
        params.pop(name, None)
    return params
