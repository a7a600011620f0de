"""Jobs that run and look stuck: whose worker gives no sign of life, or which have run for longer than they may."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now

from jobs.job_type import job_types
from jobs.models import Job
from jobs.states import Status


@dataclass(frozen=True)
class StuckJob:
    """`running` is how long its attempt has run, `limit` how long it may; None for a type that nobody knows any more.

    With `is_lost` its lease has run out: its worker is dead or cut off, and writes nothing any more.
    """

    id: UUID
    type: str
    worker: str
    step: str
    running: timedelta
    limit: timedelta | None
    is_lost: bool


def stuck() -> list[StuckJob]:
    """By the database's clock, as leases are; the longest first."""
    running = Job.objects.filter(status=Status.PROCESSING).annotate(now=Now()).order_by("started_at")
    return [job for job in map(_seen, running) if job.is_lost or _is_late(job)]


def _seen(job: Job) -> StuckJob:
    known = job_types().get(job.type)
    return StuckJob(
        id=job.id,
        type=job.type,
        worker=job.worker,
        step=job.current_step,
        running=job.now - job.started_at,
        limit=known.time_limit if known else None,
        is_lost=job.lease_expires_at < job.now,
    )


def _is_late(job: StuckJob) -> bool:
    return job.limit is not None and job.running > job.limit
