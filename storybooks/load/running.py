"""A test as a whole: it ends when its time is over, when it is told to, or when something is paid that must not be."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from enum import Enum
from uuid import UUID

from rich.console import Console, RenderableType
from rich.live import Live

from jobs.database import in_database
from storybooks.load.target import have_cost

LOOK_SECONDS = 0.5
COST_LOOK_SECONDS = 3.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(Enum):
    """Why a test has ended."""

    DONE = "done"
    STOPPED = "stopped"
    PAID = "paid"


async def run(
    work: Coroutine[None, None, None],
    seconds: float | None,
    unpaid: list[UUID],
    shown: Callable[[], RenderableType],
    is_shown: bool,
) -> Ended:
    """Let the work go on for so many seconds, or to its end; show meanwhile how it goes. Nothing may be paid for the
    users `unpaid`. Raises what the work raises.
    """
    async with _stop_signals() as stopped:
        tasks = {
            asyncio.create_task(asyncio.wait_for(work, seconds)): Ended.DONE,
            asyncio.create_task(stopped.wait()): Ended.STOPPED,
            asyncio.create_task(_until_paid(unpaid)): Ended.PAID,
        }
        showing = asyncio.create_task(_show(shown)) if is_shown else None
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        rest = [task for task in (*tasks, showing) if task and task not in done]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
    first = done.pop()
    with suppress(TimeoutError):
        first.result()
    return tasks[first]


@asynccontextmanager
async def _stop_signals() -> AsyncIterator[asyncio.Event]:
    """An event that each of them sets. The next one after the block is Python's own again."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, event.set)
    try:
        yield event
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


async def _until_paid(user_ids: list[UUID]) -> None:
    while not (user_ids and await in_database(have_cost, user_ids)):  # noqa: ASYNC110 - other processes pay
        await asyncio.sleep(COST_LOOK_SECONDS)


async def _show(shown: Callable[[], RenderableType]) -> None:
    """On the error output."""
    with Live(console=Console(stderr=True), auto_refresh=False, transient=True) as live:
        while True:
            live.update(shown(), refresh=True)
            await asyncio.sleep(LOOK_SECONDS)
