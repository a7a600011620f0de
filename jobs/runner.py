"""One attempt of one job: the work beside its keeper, and the ending that fits what stopped it."""

import asyncio
import logging
import os
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError

from jobs import outcomes, steps
from jobs.claiming import Claim
from jobs.context import RunContext
from jobs.database import in_database
from jobs.errors import JobError, JobLost, PermanentError, Postponed, TransientError
from jobs.job_type import JobType, job_types
from jobs.keeper import Stop, keep
from users.log_context import bound

log = logging.getLogger("jobs")

STUBBORN_SECONDS = 5.0
LOST_SECONDS = 3.0
"""How long cancelled work may take to stop. A job that may be lost has less: its lease must not end before its work."""
STUBBORN_EXIT = 75


async def run(claim: Claim) -> None:
    """Run a claimed job to one of its endings. Never raises."""
    with bound(job_id=str(claim.id)):
        await _run(claim)


async def _run(claim: Claim) -> None:
    job_type = job_types()[claim.type]
    started = datetime.now(UTC)
    work = asyncio.create_task(_work(job_type, claim))
    stop = await keep(claim, work, job_type.time_limit.total_seconds())
    stubborn = stop is not None and not await _stopped(work, LOST_SECONDS if stop is Stop.LOST else STUBBORN_SECONDS)
    try:
        await _end(claim, job_type, work, None if _finished_anyway(work, stop) else stop, started)
    except JobLost:
        log.info("job.lost attempt=%s", claim.attempt)
    except DatabaseError as error:  # its lease runs out and the sweep decides
        log.error("job.ending_not_stored attempt=%s error=%s", claim.attempt, type(error).__name__)
    if stubborn:  # its code goes on in this process, perhaps paying: only the process's end stops it
        log.error("job.stubborn attempt=%s", claim.attempt)
        os._exit(STUBBORN_EXIT)


async def _work(job_type: JobType, claim: Claim) -> dict[str, Any]:
    finished = await in_database(steps.finished_outputs, claim) if claim.attempt > 1 else {}
    return await job_type.run(RunContext(claim, finished), claim.input)


async def _stopped(work: asyncio.Task, patience: float) -> bool:
    work.cancel()
    done, _ = await asyncio.wait({work}, timeout=patience)
    return bool(done)


def _finished_anyway(work: asyncio.Task, stop: Stop | None) -> bool:
    """A result that arrived while the work was being stopped is paid for: keep it, unless nobody wants it any more."""
    has_result = work.done() and not work.cancelled() and work.exception() is None
    return has_result and stop in (Stop.TIMEOUT, Stop.DRAINING)


async def _end(claim: Claim, job_type: JobType, work: asyncio.Task, stop: Stop | None, started: datetime) -> None:
    match stop:
        case Stop.LOST:
            raise JobLost
        case Stop.CANCELLED:
            await in_database(outcomes.cancelled, claim)
        case Stop.DRAINING:  # a process that has to be ended first must not overlap with the next one
            await in_database(outcomes.hand_back, claim, 0.0 if work.done() else 1.0)
        case Stop.TIMEOUT:
            late = PermanentError("This took longer than it may. Please try again.", code="JOB_TIMEOUT")
            await in_database(outcomes.fail_or_retry, claim, late, job_type.retry)
        case None:
            await _end_by_itself(claim, job_type, work, started)


async def _end_by_itself(claim: Claim, job_type: JobType, work: asyncio.Task, started: datetime) -> None:
    error = asyncio.CancelledError() if work.cancelled() else work.exception()
    if error is None:
        await in_database(outcomes.complete, claim, work.result())
    elif isinstance(error, JobLost):
        raise error
    elif isinstance(error, Postponed):
        await in_database(outcomes.postpone, claim, error)
    else:
        await in_database(outcomes.fail_or_retry, claim, await _told(claim, error, started), job_type.retry)


async def _told(claim: Claim, error: BaseException, started: datetime) -> JobError:
    """The error as a client may read it. One that nobody foresaw is kept for operators and worth another try."""
    if isinstance(error, JobError):
        return error
    log.error("job.crashed type=%s attempt=%s error=%s", claim.type, claim.attempt, type(error).__name__)
    await in_database(steps.remember_failure, claim, "run", error, [], started)
    return TransientError("Something went wrong on our side.", code="JOB_FAILED")
