"""What the queue does, in numbers: SQL aggregates, each over an index, over what is unfinished or ended in a window.

Run times are those of a job's latest attempt; a wait is from the moment when that attempt was due to its start. What
has nothing to be measured on is None, never zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from jobs.job_type import job_types
from jobs.statements import execute
from users.acting import service

DAY = timedelta(hours=24)
STUCK_GRACE = timedelta(seconds=30)
"""A lease that ran out is taken back within seconds, and no attempt runs longer than its type may: what is later than
that by so much, nobody looks after."""

_QUEUE = """
SELECT count(*) FILTER (WHERE status = 'pending'),
       count(*) FILTER (WHERE status = 'pending' AND run_at <= %(now)s),
       count(*) FILTER (WHERE status = 'processing'),
       %(now)s - min(run_at) FILTER (WHERE status = 'pending' AND run_at <= %(now)s)
  FROM background_jobs WHERE status IN ('pending', 'processing')
"""
_ACTIVE = """
SELECT type, status, count(*) FROM background_jobs WHERE status IN ('pending', 'processing')
 GROUP BY type, status ORDER BY type, status
"""
_STUCK = """
SELECT id FROM background_jobs
  LEFT JOIN unnest(%(types)s::text[], %(limits)s::interval[]) AS most (type, run) USING (type)
 WHERE status = 'processing'
   AND (lease_expires_at < %(now)s - %(grace)s OR started_at + most.run < %(now)s - %(grace)s)
 ORDER BY started_at
"""

_RAN = "completed_at - started_at"
_RUN_TIMES = f"""
       avg({_RAN}) FILTER (WHERE status = 'completed'),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY {_RAN}) FILTER (WHERE status = 'completed'),
       percentile_cont(0.95) WITHIN GROUP (ORDER BY {_RAN}) FILTER (WHERE status = 'completed'),
       max({_RAN}) FILTER (WHERE status = 'completed'),
       percentile_cont(0.95) WITHIN GROUP (ORDER BY greatest(started_at - run_at, interval '0'))
           FILTER (WHERE status <> 'cancelled')"""
_ENDED = f"""
SELECT {{group}} count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
       count(*) FILTER (WHERE status = 'cancelled'), count(*) FILTER (WHERE retry_count > 0), {_RUN_TIMES}
  FROM background_jobs WHERE completed_at > %(since)s AND completed_at <= %(now)s
"""  # noqa: S608 - constants of ours
_ENDED_BY_TYPE = _ENDED.format(group="type,") + "GROUP BY type ORDER BY type"
_ENDED = _ENDED.format(group="")
_ERROR_CODES = """
SELECT error_code, count(*) FROM background_jobs
 WHERE completed_at > %(since)s AND completed_at <= %(now)s AND status = 'failed'
 GROUP BY error_code ORDER BY count(*) DESC, error_code
"""
_CREATED = "SELECT count(*) FROM background_jobs WHERE created_at > %(since)s AND created_at <= %(now)s"
_BY_HOUR = """
SELECT hour, coalesce(created.number, 0), coalesce(ended.completed, 0), coalesce(ended.failed, 0),
       coalesce(ended.cancelled, 0), ended.p95
  FROM generate_series(date_trunc('hour', %(since)s::timestamptz), %(now)s::timestamptz, interval '1 hour') AS hour
  LEFT JOIN (SELECT date_trunc('hour', created_at) AS hour, count(*) AS number FROM background_jobs
              WHERE created_at >= date_trunc('hour', %(since)s::timestamptz) AND created_at <= %(now)s
              GROUP BY 1) AS created USING (hour)
  LEFT JOIN (SELECT date_trunc('hour', completed_at) AS hour,
                    count(*) FILTER (WHERE status = 'completed') AS completed,
                    count(*) FILTER (WHERE status = 'failed') AS failed,
                    count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
                    percentile_cont(0.95) WITHIN GROUP (ORDER BY completed_at - started_at)
                        FILTER (WHERE status = 'completed') AS p95
               FROM background_jobs
              WHERE completed_at >= date_trunc('hour', %(since)s::timestamptz) AND completed_at <= %(now)s
              GROUP BY 1) AS ended USING (hour)
 ORDER BY hour
"""


@dataclass(frozen=True)
class Queue:
    """The unfinished jobs. Those that are `due` wait for nothing but a worker; the others wait for their moment."""

    pending: int
    due: int
    processing: int
    oldest_wait: timedelta | None

    @property
    def depth(self) -> int:
        return self.pending + self.processing

    @property
    def scheduled(self) -> int:
        return self.pending - self.due


@dataclass(frozen=True)
class Ended:
    """The jobs that ended in a window. `average`, `p50`, `p95` and `peak` are run times of those that completed;
    `wait_p95` is of those and the failed ones. `retried`: how many of all had been repeated.
    """

    completed: int
    failed: int
    cancelled: int
    retried: int
    average: timedelta | None
    p50: timedelta | None
    p95: timedelta | None
    peak: timedelta | None
    wait_p95: timedelta | None

    @property
    def number(self) -> int:
        return self.completed + self.failed + self.cancelled

    @property
    def success_percent(self) -> float | None:
        """Of those that completed or failed: who cancels has changed their mind, and nothing has gone wrong."""
        return _percent(self.completed, self.completed + self.failed)

    @property
    def failure_percent(self) -> float | None:
        return _percent(self.failed, self.completed + self.failed)

    @property
    def retried_percent(self) -> float | None:
        return _percent(self.retried, self.number)


@dataclass(frozen=True)
class Hour:
    """What happened in one hour (UTC) from its `start` on; `p95` of the run times of those that completed."""

    start: datetime
    created: int
    completed: int
    failed: int
    cancelled: int
    p95: timedelta | None


@dataclass(frozen=True)
class Breaker:
    """Of a provider: `closed`, `open` (it is left alone until then) or `half-open` (one call finds out)."""

    name: str
    state: str
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether calls are kept from the provider."""
        return self.state != "closed" and self.until is not None and self.until > now


@service()
def queue(now: datetime) -> Queue:
    return Queue(*execute(_QUEUE, {"now": now}).fetchone())


@service()
def active() -> list[tuple[str, str, int]]:
    """How many unfinished jobs there are, by type and status; those that there are none of do not appear."""
    return execute(_ACTIVE, {}).fetchall()


@service()
def stuck(now: datetime, grace: timedelta = STUCK_GRACE) -> list[Any]:
    """The ids of running jobs that nobody looks after, the longest first: no sweep has come to take them back."""
    types = job_types()
    limits = [job_type.time_limit for job_type in types.values()]
    values = {"types": list(types), "limits": limits, "now": now, "grace": grace}
    return [id for (id,) in execute(_STUCK, values)]


@service()
def ended(now: datetime, window: timedelta = DAY) -> Ended:
    return Ended(*execute(_ENDED, _window(now, window)).fetchone())


@service()
def ended_by_type(now: datetime, window: timedelta = DAY) -> dict[str, Ended]:
    """Every registered type, also those of which no job ended, and then those of jobs that have no type any more."""
    nothing = Ended(0, 0, 0, 0, None, None, None, None, None)
    rows = {type_name: Ended(*row) for type_name, *row in execute(_ENDED_BY_TYPE, _window(now, window))}
    return {name: rows.get(name, nothing) for name in _in_order(job_types(), rows)}


@service()
def error_codes(now: datetime, window: timedelta = DAY) -> list[tuple[str, int]]:
    """Why jobs failed, the most frequent code first."""
    return execute(_ERROR_CODES, _window(now, window)).fetchall()


@service()
def created(now: datetime, window: timedelta = DAY) -> int:
    """How many jobs were started; those that have been deleted since then are missing."""
    return execute(_CREATED, _window(now, window)).fetchone()[0]


@service()
def by_hour(now: datetime, hours: int = 24) -> list[Hour]:
    """So many whole hours and the one that has begun, the earliest first."""
    return [Hour(*row) for row in execute(_BY_HOUR, _window(now, timedelta(hours=hours)))]


@service()
def breakers() -> list[Breaker]:
    """Of the providers that `settings.BREAKERS` knows."""
    return [Breaker(*row) for row in import_string(settings.BREAKERS)()]


def _window(now: datetime, window: timedelta) -> dict[str, datetime]:
    return {"now": now, "since": now - window}


def _in_order(*names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for some in names for name in some))


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
