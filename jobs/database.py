"""Database calls from a running job: off the event loop, and repeated while the server is away for a moment."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from jobs.claiming import LEASE_SECONDS

Answer = TypeVar("Answer")


async def in_database(call: Callable[..., Answer], *args, patience: float = LEASE_SECONDS, **named) -> Answer:
    """Run a blocking, repeatable database call in the thread that keeps this process's connection.

    A server that restarts must not cost a picture that is already paid: a broken connection is renewed and the call
    repeated for `patience` seconds; then the database's own error is raised.
    """
    give_up = time.monotonic() + patience
    while True:
        try:
            return await sync_to_async(call)(*args, **named)
        except (OperationalError, InterfaceError):
            await sync_to_async(connection.close)()
            if time.monotonic() > give_up:
                raise
            await asyncio.sleep(0.2)


async def refresh_connection() -> None:
    """Check the connection before a new piece of work: django-q2 looks only after its own thread's."""
    await sync_to_async(close_old_connections)()
