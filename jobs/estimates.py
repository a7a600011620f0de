"""How long jobs take and wait: learnt from the recent ones of their type, and from the queue as it is."""

import math
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from jobs.job_type import JobType
from jobs.models import Job
from jobs.statements import execute
from jobs.states import Status
from users.acting import service

ENOUGH = 5
"""Fewer completed jobs than these say nothing yet."""
LATEST = 50
WINDOW = timedelta(days=7)
KEPT_SECONDS = 15
LONGEST_QUEUE = 1000
"""Nobody further back is counted: the answer would be as useless as it is slow."""

_TYPICAL = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM completed_at - started_at))
  FROM (SELECT started_at, completed_at FROM background_jobs
         WHERE type = %(type)s AND status = 'completed' AND completed_at > %(since)s
         ORDER BY completed_at DESC LIMIT %(latest)s) AS recent
"""
_AHEAD = """
SELECT count(*) FROM (SELECT 1 FROM background_jobs
    WHERE status = 'pending' AND run_at <= clock_timestamp()
      AND (on_demand > %(on_demand)s OR (on_demand = %(on_demand)s AND {before})) LIMIT %(most)s) AS ahead
"""
_BEFORE_BY_PRIORITY = "(priority > %(priority)s OR (priority = %(priority)s AND (run_at, id) < (%(run_at)s, %(id)s)))"
_BEFORE_BY_AGE = "(run_at, id) < (%(run_at)s, %(id)s)"


def typical_seconds(type_name: str) -> float | None:
    """The median run time of the latest completed jobs of a type, or None while there are too few."""
    return cache.get_or_set(f"typical-seconds:{type_name}", lambda: _measure(type_name), KEPT_SECONDS) or None


@service()
def _measure(type_name: str) -> float:
    values = {"type": type_name, "since": timezone.now() - WINDOW, "latest": LATEST}
    count, median = execute(_TYPICAL, values).fetchone()
    return float(median) if count >= ENOUGH else 0.0


@service()
def queue_position(job: Job) -> int | None:
    """1 for the job that is claimed next; None for one that does not wait for a worker. At most LONGEST_QUEUE."""
    if job.status != Status.PENDING or job.run_at > timezone.now():
        return None
    before = _BEFORE_BY_PRIORITY if settings.ENABLE_PRIORITY_PROCESSING else _BEFORE_BY_AGE
    values: dict[str, Any] = {"on_demand": job.on_demand, "run_at": job.run_at, "id": job.id, "most": LONGEST_QUEUE - 1}
    if settings.ENABLE_PRIORITY_PROCESSING:
        values["priority"] = job.priority
    return 1 + execute(_AHEAD.format(before=before), values).fetchone()[0]


def minutes_until_done(job: Job, job_type: JobType, position: int | None) -> float:
    """How long a waiting job still takes, its turn in the queue included, from the moment it comes due.

    The type's own rule of thumb where no recent jobs tell better; then in steps of half a minute.
    """
    typical = typical_seconds(job_type.name)
    minutes = _half_minutes(typical) if typical else job_type.estimate_minutes(job.input_data)
    return minutes * _rounds(position)


def seconds_until_done(job: Job, job_type: JobType, position: int | None) -> float:
    """The same as pages tell it: by what they have promised before, and to the second."""
    return whole_seconds(job_type, job.input_data) * _rounds(position)


def _rounds(position: int | None) -> int:
    """How often all workers are busy until the job at this place in the queue is done."""
    return 1 + ((position or 1) - 1) // settings.MAX_CONCURRENT_JOBS


def _half_minutes(seconds: float) -> float:
    return max(1, math.ceil(seconds / 30)) / 2


def whole_seconds(job_type: JobType, data: Any) -> float:
    """How long such a job takes once it is its turn, as pages promise it beforehand.

    Where recent jobs do not tell, the longer of the type's two rules of thumb: the one for the start and the one for
    each percent contradict each other, and what is promised first must not grow when the work begins.
    """
    return typical_seconds(job_type.name) or max(
        60 * job_type.estimate_minutes(data), 100 * job_type.seconds_per_percent
    )


def remaining(job: Job, job_type: JobType) -> str:
    """How long a running job still takes, in words."""
    return in_words(seconds_remaining(job, job_type))


def seconds_remaining(job: Job, job_type: JobType) -> float:
    """How long a running job still takes, by how far it is."""
    typical = typical_seconds(job_type.name)
    per_percent = typical / 100 if typical else job_type.seconds_per_percent
    least = min(10.0, job_type.least_seconds) if typical else job_type.least_seconds
    return max(least, per_percent * (100 - job.progress))


def in_words(seconds: float) -> str:
    if seconds < 60:
        return _plural(math.ceil(seconds), "second")
    return _plural(math.ceil(seconds / 60), "minute")


def _plural(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
