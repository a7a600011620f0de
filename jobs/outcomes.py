"""How an attempt ends. Each ending is fenced by the attempt's number: a worker that lost the job changes nothing."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from psycopg.types.json import Jsonb

from jobs import log_lines
from jobs.claiming import LEASE_SECONDS, Claim
from jobs.errors import JobError, JobLost, PermanentError, Postponed
from jobs.models import Job
from jobs.moves import ANNOUNCED, NOTED, move
from jobs.retry import RetryPolicy
from jobs.statements import execute
from jobs.states import Status

Answer = TypeVar("Answer")

_MINE = "id = %(id)s AND attempt = %(attempt)s AND status = 'processing' {also} FOR UPDATE"
# Heartbeats and progress do not wait for the disk: a crash of the server may cost the last half second of them, and
# nothing depends on that. What was paid for and how jobs end is always on disk first.
_RELAXED = "WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)) {change}"
_BEAT = _RELAXED.format(
    change="""
UPDATE background_jobs SET lease_expires_at = clock_timestamp() + make_interval(secs => %(lease)s)
  FROM relaxed WHERE id = %(id)s AND attempt = %(attempt)s AND status = 'processing' RETURNING cancel_requested
"""
)
_REPORT = """
, told AS (
    UPDATE background_jobs AS job
       SET progress = greatest(job.progress, %(percent)s), updated_at = clock_timestamp(),
           current_step = CASE WHEN job.cancel_requested THEN job.current_step ELSE %(step)s END
      FROM relaxed, background_jobs AS was
     WHERE job.id = %(id)s AND job.attempt = %(attempt)s AND job.status = 'processing' AND was.id = %(id)s
    RETURNING job.id, job.updated_at, job.status, job.attempt, job.worker, job.progress, job.current_step,
              (was.progress, was.current_step) IS DISTINCT FROM (job.progress, job.current_step) AS changed
), noted AS (
    {noted}
    SELECT id, updated_at, status, status, attempt, worker, 'progress', progress, current_step
      FROM told WHERE changed  -- what changes nothing is no event
    {announced}
)
SELECT 1 FROM told
"""
_PROGRESS = _RELAXED.format(change=_REPORT.format(noted=NOTED, announced=ANNOUNCED))
_ERROR = "error_code = %(code)s, error_message = %(message)s"


def complete(claim: Claim, result: dict[str, Any]) -> None:
    changes = "result_data = %(result)s, current_step = 'Completed successfully'"
    _end(claim, Status.COMPLETED, "completed", changes, {"result": Jsonb(result)})


def fail_or_retry(claim: Claim, error: JobError, policy: RetryPolicy) -> None:
    """Put the job back for later if the policy grants another try, else fail it."""
    delay = policy.delay(claim.retry_count, claim.max_retries, error)
    told = {"code": error.code, "message": error.message}
    if delay is None:
        _end(claim, Status.FAILED, error.code, f"{_ERROR}, current_step = 'Failed'", told)
        return
    changes = (
        f"{_ERROR}, retry_count = job.retry_count + 1, run_at = clock_timestamp() + make_interval(secs => %(delay)s), "
        "current_step = format('Retrying (%%s/%%s)', job.retry_count + 1, job.max_retries)"
    )
    _end(claim, Status.PENDING, error.code, changes, {**told, "delay": delay})


def hand_back(claim: Claim, delay: float = 0.0) -> None:
    """Let go of a job that this worker may not finish because it is told to stop; no retry is used up.

    With a `delay` (seconds) nobody takes it before then.
    """
    changes = (
        "run_at = greatest(job.run_at, clock_timestamp() + make_interval(secs => %(delay)s)), "
        "current_step = 'Waiting to continue'"
    )
    _end(
        claim,
        Status.PENDING,
        "handed_back",
        changes if delay else "current_step = 'Waiting to continue'",
        {"delay": delay},
    )


def postpone(claim: Claim, error: Postponed) -> None:
    """Put the job back until work may go on; no retry is used up, and its finished steps are kept."""
    changes = f"{_ERROR}, run_at = %(until)s, current_step = 'Paused: goes on tomorrow (UTC)'"
    told = {"code": error.code, "message": error.message, "until": error.until}
    _end(claim, Status.PENDING, error.code, changes, told)


def cancelled(claim: Claim) -> None:
    changes = "cancel_requested = TRUE, current_step = 'Cancelled by user'"
    _move(claim, Status.CANCELLED, _MINE.format(also=""), "cancelled", changes, {})


def _end(claim: Claim, to: Status, reason: str, changes: str, values: dict[str, Any]) -> None:
    """A job whose cancellation was asked for ends cancelled, however late the question came."""
    if not _move(claim, to, _MINE.format(also="AND NOT cancel_requested"), reason, changes, values):
        cancelled(claim)


def _move(claim: Claim, to: Status, where: str, reason: str, changes: str, values: dict[str, Any]) -> bool:
    mine = {"id": claim.id, "attempt": claim.attempt, **values}
    if not move(to, where, mine, actor=claim.worker, reason=reason, changes=changes):
        return False
    log_lines.moved(to, claim.type, claim.id, attempt=claim.attempt, reason=reason)
    return True


def beat(claim: Claim) -> bool:
    """Renew the lease; True when the owner asked to cancel. Raises JobLost when the job is no longer ours."""
    row = execute(_BEAT, {"lease": LEASE_SECONDS, "id": claim.id, "attempt": claim.attempt}).fetchone()
    if row is None:
        raise JobLost
    return row[0]


def report_progress(claim: Claim, percent: int, step: str) -> None:
    """Store progress, never backwards. Raises JobLost when the job is no longer ours."""
    told = {"percent": max(0, min(99, percent)), "step": step[:200], "id": claim.id, "attempt": claim.attempt}
    if execute(_PROGRESS, told).rowcount == 0:
        raise JobLost


def fenced(claim: Claim, change: Callable[[], Answer], *, final: bool = False) -> Answer:
    """Run a database change in a transaction that holds on to the job.

    A `final` one stores what the job is for: from then on it is at 100 percent, and no wish to cancel it can come
    between this and its end. Raises JobLost when the job is no longer ours, PermanentError when its owner does not want
    it any more.
    """
    with transaction.atomic():
        held = Job.objects.filter(id=claim.id, attempt=claim.attempt, status=Status.PROCESSING)
        job = held.select_for_update().first()
        if job is None:
            raise JobLost
        if job.cancel_requested:
            raise PermanentError("Cancelled.", code="CANCELLED")
        answer = change()
        if final:
            held.update(progress=100)
        return answer
