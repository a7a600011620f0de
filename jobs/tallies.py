"""Counters of the jobs that have ended, since the first one: unlike the jobs they are never deleted, and every process
reads the same.
"""

from dataclasses import dataclass

from django.db.models import Sum

from jobs.models import Tally
from users.acting import service

BUCKETS = (1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200)
"""Run times in seconds up to which is counted. To change them takes a migration: stored counts keep their places."""

SLOTS = 16

_UP_TO = ", ".join(f"count(*) FILTER (WHERE ran <= {bound})" for bound in BUCKETS)
TALLIED = f"""tallied AS (
    INSERT INTO job_tallies AS before (type, status, error_code, slot, count, run_seconds, wait_seconds, buckets)
    SELECT type, status, error_code, pg_backend_pid() %% {SLOTS}, count(*), coalesce(sum(ran), 0),
           coalesce(sum(waited), 0), ARRAY[{_UP_TO}]
      FROM (SELECT type, status, error_code,
                   CASE WHEN from_status = 'processing'
                        THEN extract(epoch FROM completed_at - started_at)::float END AS ran,
                   CASE WHEN from_status = 'processing'
                        THEN greatest(0, extract(epoch FROM started_at - run_at))::float END AS waited
              FROM moved) AS lived
     GROUP BY type, status, error_code ORDER BY type, status, error_code
    ON CONFLICT (type, status, error_code, slot) DO UPDATE
       SET count = before.count + excluded.count, run_seconds = before.run_seconds + excluded.run_seconds,
           wait_seconds = before.wait_seconds + excluded.wait_seconds,
           buckets = ARRAY(SELECT old + new FROM unnest(before.buckets, excluded.buckets)
                             WITH ORDINALITY AS pair (old, new, place) ORDER BY place)
)"""  # noqa: S608 - constants of ours
"""SQL: the part of the one door's statement that counts the jobs it has `moved` to an end."""


@dataclass(frozen=True)
class Total:
    """Jobs of one type that ended in one way. `buckets[i]` of those that ran did so for at most BUCKETS[i] seconds."""

    type: str
    status: str
    error_code: str
    count: int
    run_seconds: float
    wait_seconds: float
    buckets: tuple[int, ...]


@service()
def totals() -> list[Total]:
    """All that has ended, ever, by type, status and error code."""
    per_slot = Tally.objects.values_list("type", "status", "error_code").order_by("type", "status", "error_code")
    sums = per_slot.annotate(
        Sum("count"),
        Sum("run_seconds"),
        Sum("wait_seconds"),
        **{f"up_to_{n}": Sum(f"buckets__{n}") for n in range(len(BUCKETS))},
    )
    return [Total(*row[:6], tuple(row[6:])) for row in sums]
