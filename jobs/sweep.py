"""What must happen without anybody asking: jobs of dead workers taken back, wake-ups sent again for what is due."""

from uuid import UUID

from django.db import transaction

from jobs import log_lines
from jobs.claiming import DUE_SQL, due_params
from jobs.moves import move, wake
from jobs.statements import execute
from jobs.states import Status

SWEEP_LOCK = 7_305_002
LOST_CODE = "WORKER_LOST"

_DEAD = """status = 'processing' AND lease_expires_at < clock_timestamp() AND {which}
           AND (%(only)s::uuid IS NULL OR id = %(only)s) FOR UPDATE SKIP LOCKED"""
_LOST = f"error_code = '{LOST_CODE}', error_message = 'The worker of this job stopped unexpectedly.'"


def sweep() -> int:
    """Rescue the jobs whose lease ran out; how many. Does nothing when another sweep is at it."""
    with transaction.atomic():
        if not execute("SELECT pg_try_advisory_xact_lock(%(lock)s)", {"lock": SWEEP_LOCK}).fetchone()[0]:
            return 0
        rescued = rescue()
        if execute(DUE_SQL, due_params()).fetchone()[0]:
            wake()
    return len(rescued)


def rescue(actor: str = "sweep", only: UUID | None = None) -> dict[UUID, Status]:
    """Take back every job whose lease ran out, or one of them; what became of each. Call it in a transaction.

    A dead worker uses up a try: a job that kills its workers ends failed instead of going round for ever.
    """
    cancelled = _take_back(actor, only, Status.CANCELLED, "cancel_requested", "current_step = 'Cancelled by user'")
    failed = _take_back(
        actor,
        only,
        Status.FAILED,
        "NOT cancel_requested AND retry_count >= max_retries",
        f"{_LOST}, current_step = 'Failed'",
    )
    retried = _take_back(
        actor,
        only,
        Status.PENDING,
        "NOT cancel_requested AND retry_count < max_retries",
        f"{_LOST}, retry_count = job.retry_count + 1, run_at = clock_timestamp(), "
        "current_step = format('Retrying (%%s/%%s)', job.retry_count + 1, job.max_retries)",
    )
    rescued = cancelled | failed | retried
    if rescued:
        log_lines.stuck(len(rescued))
    return rescued


def _take_back(actor: str, only: UUID | None, to: Status, which: str, changes: str) -> dict[UUID, Status]:
    dead = _DEAD.format(which=which)
    moved = move(to, dead, {"only": only}, actor=actor, reason=LOST_CODE, changes=changes, columns="id, type, attempt")
    for job_id, job_type, attempt in moved:
        log_lines.moved(to, job_type, job_id, attempt=attempt, reason=LOST_CODE)
    return {job_id: to for job_id, *_ in moved}
