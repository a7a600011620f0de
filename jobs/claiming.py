"""Which job runs next: the best due one within every limit, taken by exactly one worker. Those that somebody told to
run now come first, and alone while automatic processing is off.

Limits are counted and the job is taken under one short advisory lock, because counts read without it are stale by the
time they are used. The same view of "due" tells the broker whether a wake-up is worth sending, so that it never spins
on jobs that a limit holds back.
"""

import json
import os
import socket
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from jobs import log_lines
from jobs.job_type import job_types
from jobs.moves import move
from jobs.statements import execute
from jobs.states import Status

CLAIM_LOCK = 7_305_001  # any number no other advisory lock uses
LEASE_SECONDS = 10.0

_OPEN_TYPES = """
    SELECT cap.type FROM unnest(%(types)s::text[], %(caps)s::int[]) AS cap(type, most)
      LEFT JOIN (SELECT type, count(*) AS running
                   FROM background_jobs WHERE status = 'processing' GROUP BY type) AS busy ON busy.type = cap.type
     WHERE coalesce(busy.running, 0) < cap.most
       AND (SELECT count(*) FROM background_jobs WHERE status = 'processing') < %(most)s
"""

_DUE_OF = "status = 'pending' AND {which} AND run_at <= clock_timestamp() AND type IN ({types})"
_DUE = """
SELECT EXISTS (SELECT 1 FROM background_jobs WHERE {on_demand})
       OR (%(automatic)s AND EXISTS (SELECT 1 FROM background_jobs WHERE {automatic})),
       extract(epoch FROM (SELECT min(run_at) FROM background_jobs
                            WHERE status = 'pending' AND run_at > clock_timestamp()) - clock_timestamp())::float
"""
_ON_DEMAND = _DUE_OF.format(which="on_demand", types=_OPEN_TYPES)
_ANY = _DUE_OF.format(which="TRUE", types=_OPEN_TYPES)
DUE_SQL = _DUE.format(on_demand=_ON_DEMAND, automatic=_ANY)
"""One row: whether a job could be claimed now, and in how many seconds the next one comes due (or NULL)."""

_FIRST = "(SELECT id FROM background_jobs WHERE {due} {also} ORDER BY {order} LIMIT 1 FOR UPDATE SKIP LOCKED)"

_CLAIMED = (
    "id, type, attempt, user_id, coalesce(user_id, guest), input_data, retry_count, max_retries, progress, worker"
)


@dataclass(frozen=True)
class Claim:
    """A job in this worker's hands. `attempt` is its fence: writes that carry an older one change nothing."""

    id: UUID
    type: str
    attempt: int
    user_id: UUID | None
    submitter: UUID | None
    input: dict[str, Any]
    retry_count: int
    max_retries: int
    progress: int
    worker: str


def due_params(types: Collection[str] | None = None) -> dict[str, Any]:
    """The parameters of DUE_SQL: the limits in force, for jobs of all types or of these."""
    open_types = [job_type for name, job_type in job_types().items() if types is None or name in types]
    return {
        "types": [job_type.name for job_type in open_types],
        "caps": [job_type.concurrency for job_type in open_types],
        "most": settings.MAX_CONCURRENT_JOBS,
        "automatic": settings.ENABLE_AUTO_PROCESSING,
    }


def worker_name() -> str:
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def claim_next(
    *, types: Collection[str] | None = None, job_id: UUID | None = None, force: bool = False
) -> Claim | None:
    """Take the best due job, or None when there is none within the limits; only of some `types`, or this one job.

    With `force`, automatic processing counts as on.
    """
    worker = worker_name()
    with transaction.atomic():
        execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": CLAIM_LOCK})
        rows = move(
            Status.PROCESSING,
            _best(force or settings.ENABLE_AUTO_PROCESSING, job_id),
            {**due_params(types), "job_id": job_id, "worker": worker, "lease": LEASE_SECONDS},
            actor=worker,
            reason="claimed",
            changes="worker = %(worker)s, lease_expires_at = clock_timestamp() + make_interval(secs => %(lease)s)",
            columns=_CLAIMED,
        )
    claim = _claim(rows[0]) if rows else None
    if claim:
        log_lines.moved(Status.PROCESSING, claim.type, claim.id, attempt=claim.attempt, worker=worker)
    return claim


def _best(automatic: bool, job_id: UUID | None = None) -> str:
    """SQL that selects the job to take. Two looks, because each is answered by an index of its own."""
    order = "priority DESC, run_at, id" if settings.ENABLE_PRIORITY_PROCESSING else "run_at, id"
    also = "AND id = %(job_id)s" if job_id else ""
    looks = [_FIRST.format(due=due, also=also, order=order) for due in (_ON_DEMAND, _ANY)[: 1 + automatic]]
    return f"id = coalesce({', '.join(looks)})"


def _claim(row: tuple) -> Claim:
    *head, data, retry_count, max_retries, progress, worker = row
    return Claim(*head, json.loads(data), retry_count, max_retries, progress, worker)
