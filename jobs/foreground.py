"""Jobs worked off in this process, without a cluster; beside them, all that a cluster's main process does.

Any number of these may run, also beside clusters: a job is claimed by one of them, and lost by whoever dies.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import FrameType
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction

from jobs import chores, engine, fleet
from jobs.callbacks.courier import Courier
from jobs.claiming import Claim, claim_next
from jobs.database import in_database
from jobs.drain import draining, start_draining
from jobs.latencies import keep_flushing
from jobs.models import Job, JobHistory
from jobs.runner import run
from jobs.states import Status
from jobs.sweep import sweep
from jobs.sweeper import Sweeper

LOOK_SECONDS = 0.5
LATE = 124
"""Exit code of a process that could not stop in time, as a cluster's."""


class Outcome(StrEnum):
    """What became of a job in these hands."""

    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    PUT_BACK = "put back"
    HANDED_BACK = "handed back"
    LOST = "lost"


@dataclass(frozen=True)
class Ending:
    """`code` and `message` of one that failed or was put back, and then when it is due again."""

    outcome: Outcome
    code: str = ""
    message: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """Which jobs are worked off, and how many at most. With `force`, also while automatic processing is off."""

    most: int
    types: Collection[str] | None = None
    job_id: UUID | None = None
    force: bool = False


class Watcher(Protocol):
    """Whom it is told."""

    def started(self, claim: Claim) -> None: ...

    def progressed(self, percent: int, step: str) -> None: ...

    def ended(self, claim: Claim, ending: Ending) -> None: ...


def work_off(wanted: Wanted, watcher: Watcher) -> None:
    """Run due jobs, the best first, until there are none, or enough were run; then whatever the schedules have due.

    A stop signal has the running job handed back within seconds, without using up a retry; a second one ends the
    process at once. Call it in the main thread. Raises IllegalMove and UnknownJob for one job that cannot be run.
    """
    keep_flushing()
    with _stopping_on_signals(), fleet.member():
        sweep()  # before the helpers do: while one sweeps, another does nothing, and its jobs would not be due yet
        with _helpers():
            asyncio.run(_run_jobs(wanted, watcher))
            if wanted.job_id is None:
                chores.do_due()


async def _run_jobs(wanted: Wanted, watcher: Watcher) -> None:
    for _ in range(wanted.most):
        claim = None if draining() else await in_database(_taken, wanted)
        if claim is None:
            return
        watcher.started(claim)
        watching = asyncio.create_task(_watch(claim, watcher))
        await run(claim)
        watching.cancel()
        watcher.ended(claim, await in_database(_ending_of, claim))


def _taken(wanted: Wanted) -> Claim | None:
    if wanted.job_id is None:
        return claim_next(types=wanted.types, force=wanted.force)
    with transaction.atomic():  # no cluster hears that it may run before it is ours
        engine.run_now(wanted.job_id, actor="process_jobs")
        claim = claim_next(job_id=wanted.job_id)
        transaction.set_rollback(claim is None)
    return claim


async def _watch(claim: Claim, watcher: Watcher) -> None:
    while True:
        with suppress(DatabaseError):  # the work itself notices and says so
            for percent, step in await in_database(_progress_of, claim, patience=0):
                watcher.progressed(percent, step)
        await asyncio.sleep(LOOK_SECONDS)


def _progress_of(claim: Claim) -> list[tuple[int, str]]:
    return list(Job.objects.filter(id=claim.id).values_list("progress", "current_step"))


def _ending_of(claim: Claim) -> Ending:
    """How this attempt ended, by its history: the job itself may be in other hands already."""
    attempt = JobHistory.objects.filter(job=claim.id, attempt=claim.attempt, from_status=Status.PROCESSING)
    end = attempt.exclude(to_status=Status.PROCESSING).select_related("job").order_by("id").first()
    if end is None or end.actor != claim.worker:
        return Ending(Outcome.LOST)
    if end.reason == "handed_back":
        return Ending(Outcome.HANDED_BACK)
    if end.to_status == Status.PENDING:
        return Ending(Outcome.PUT_BACK, end.reason, end.job.error_message, end.job.run_at)
    message = end.job.error_message if end.to_status == Status.FAILED else ""
    return Ending(Outcome(end.to_status), end.reason, message)


@contextmanager
def _helpers() -> Iterator[None]:
    """The jobs of dead workers are taken back meanwhile, and messages to clients delivered, to the last one."""
    sweeper, courier = Sweeper(), Courier()
    sweeper.start()
    courier.start()
    try:
        yield
        if not draining():
            courier.finish()
    finally:
        sweeper.stop()
        courier.stop()
        sweeper.join(LOOK_SECONDS)


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    before = {signum: signal.signal(signum, _stop) for signum in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _stop(signum: int, frame: FrameType | None) -> None:
    if draining():
        os._exit(128 + signum)
    start_draining()
    deadline = threading.Timer(settings.CLUSTER_STOP_SECONDS, os._exit, [LATE])  # work that cannot be told anything
    deadline.daemon = True
    deadline.start()
