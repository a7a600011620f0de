"""Jobs that run and look stuck: whose worker gives no sign of life, or which have run for longer than they may."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from jobs import measures
from jobs.job_type import job_types
from jobs.models import Job
from jobs.statements import execute


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
    """By the database's clock, as leases are; without the grace of health and admin. The longest first."""
    (now,) = execute("SELECT now()", {}).fetchone()
    found = Job.objects.filter(id__in=measures.stuck(now, grace=timedelta(0))).order_by("started_at")
    return [_seen(job, now) for job in found]


def _seen(job: Job, now: datetime) -> StuckJob:
    known = job_types().get(job.type)
    return StuckJob(
        id=job.id,
        type=job.type,
        worker=job.worker,
        step=job.current_step,
        running=now - job.started_at,
        limit=known.time_limit if known else None,
        is_lost=job.lease_expires_at < now,
    )
