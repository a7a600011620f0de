"""What django-q2 calls when it is woken: a thin shell around the engine that never raises and returns nothing."""

import asyncio
import logging
import time

from jobs.claiming import claim_next
from jobs.database import in_database
from jobs.drain import draining
from jobs.latencies import keep_flushing
from jobs.runner import run

log = logging.getLogger("jobs")

BACKLOG_SECONDS = 5.0
"""While more is due, a woken worker goes on for so long before it asks for the next wake-up."""


def run_next() -> None:
    """Answer a wake-up: claim the best due job and run it, then the next, for a bounded while."""
    keep_flushing()
    try:
        asyncio.run(_work_off())
    except Exception:  # django-q2 must neither retry nor record it: the row tells what is to be done
        log.exception("worker.wake_up_failed")


async def _work_off() -> None:
    until = time.monotonic() + BACKLOG_SECONDS
    while not draining() and (claim := await in_database(claim_next)):
        await run(claim)
        if time.monotonic() > until:
            break
