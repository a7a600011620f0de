"""Database calls from a running job: off the event loop, and repeated while the server is away for a moment."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from jobs.claiming import LEASE_SECONDS

Answer = TypeVar("Answer")

# One thread of our own keeps the process's one connection: its calls cost less than half of sync_to_async's. The thread
# starts with the first call, so after the cluster's fork.
database_thread = ThreadPoolExecutor(1, thread_name_prefix="database")


async def in_database(call: Callable[..., Answer], *args, patience: float = LEASE_SECONDS, **named) -> Answer:
    """Run a blocking, repeatable database call in the thread that keeps this process's connection.

    A server that restarts must not cost a picture that is already paid: a broken connection is renewed and the call
    repeated for `patience` seconds; then the database's own error is raised.
    """
    give_up = time.monotonic() + patience
    while True:
        try:
            return await _in_thread(partial(call, *args, **named))
        except (OperationalError, InterfaceError):
            await _in_thread(lambda: connection.close())  # looked up there: each thread has a connection of its own
            if time.monotonic() > give_up:
                raise
            await asyncio.sleep(0.2)


async def _in_thread(call: Callable[[], Answer]) -> Answer:
    """With the caller's context: what the thread logs is about the same job."""
    return await asyncio.get_running_loop().run_in_executor(database_thread, copy_context().run, call)
