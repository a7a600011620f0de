"""The keeper beside a running job: renews its lease, and says when and why the work has to stop."""

import asyncio
import time
from enum import Enum

from django.db import DatabaseError, InterfaceError

from jobs import outcomes
from jobs.claiming import LEASE_SECONDS, Claim
from jobs.database import in_database
from jobs.drain import draining
from jobs.errors import JobLost

BEAT_SECONDS = 1.0
LOOK_SECONDS = 0.2
SILENCE_SECONDS = 0.6 * LEASE_SECONDS
"""Without a heartbeat that reached the database for so long, the job may soon be another worker's: stop before that."""


class Stop(Enum):
    """Why an attempt is stopped from outside."""

    CANCELLED = "cancelled"
    TIMEOUT = "timeout"
    DRAINING = "draining"
    LOST = "lost"


async def keep(claim: Claim, work: asyncio.Task, limit: float) -> Stop | None:
    """Watch over the work for at most `limit` seconds: the reason to stop it, or None when it ended by itself."""
    pulse = _Pulse(claim)
    beating = asyncio.create_task(pulse.beat())
    deadline = time.monotonic() + limit
    try:
        while not work.done():
            stop = pulse.stop or _reason(pulse.heard, deadline)
            if stop:
                return stop
            await asyncio.wait({work}, timeout=LOOK_SECONDS)
        return None
    finally:
        beating.cancel()


def _reason(heard: float, deadline: float) -> Stop | None:
    now = time.monotonic()
    if now > deadline:
        return Stop.TIMEOUT
    if draining():
        return Stop.DRAINING
    return Stop.LOST if now - heard > SILENCE_SECONDS else None


class _Pulse:
    """The heartbeat of one attempt: when it was last heard, and what the row answered."""

    def __init__(self, claim: Claim):
        self.claim = claim
        self.heard = time.monotonic()
        self.stop: Stop | None = None

    async def beat(self) -> None:
        while self.stop is None:
            await asyncio.sleep(BEAT_SECONDS)
            sent = time.monotonic()
            try:
                cancel = await in_database(outcomes.beat, self.claim, patience=0)
            except JobLost:
                self.stop = Stop.LOST
            except (DatabaseError, InterfaceError):
                continue  # not heard: after SILENCE_SECONDS of this the work stops
            else:
                self.heard = sent
                self.stop = Stop.CANCELLED if cancel else None
