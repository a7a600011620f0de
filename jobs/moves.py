"""The one door: every change of a job's status is this one guarded UPDATE, together with its row in the history."""

from typing import Any
from uuid import UUID

from jobs.statements import execute
from jobs.states import Status, sources_of

WAKE_CHANNEL = "storyjobs_wake"

# What entering a status always means for the row; callers add what is particular to theirs.
_LET_GO = "worker = '', lease_expires_at = NULL"
_ON_ENTERING = {
    Status.PENDING: f"{_LET_GO}, completed_at = NULL, cancel_requested = FALSE",
    Status.PROCESSING: "attempt = job.attempt + 1, started_at = clock_timestamp()",
    Status.COMPLETED: f"{_LET_GO}, completed_at = clock_timestamp(), progress = 100, "
    "error_code = '', error_message = ''",
    Status.FAILED: f"{_LET_GO}, completed_at = clock_timestamp()",
    Status.CANCELLED: f"{_LET_GO}, completed_at = clock_timestamp()",
}

_MOVE = """
WITH moved AS (
    UPDATE background_jobs AS job
       SET status = %(to)s, updated_at = clock_timestamp(), {entering} {changes}
      FROM (SELECT id, status FROM background_jobs
             WHERE status = ANY(%(sources)s) AND {where}) AS was
     WHERE job.id = was.id
    RETURNING job.*, was.status AS from_status
), noted AS (
    INSERT INTO job_history (job_id, at, from_status, to_status, attempt, actor, reason)
    SELECT id, clock_timestamp(), from_status, status, attempt, %(actor)s, %(reason)s FROM moved
)
SELECT {columns} FROM moved
"""

_BORN = """
WITH noted AS (
    INSERT INTO job_history (job_id, at, from_status, to_status, attempt, actor, reason)
    VALUES (%(id)s, clock_timestamp(), '', %(to)s, 0, %(actor)s, 'submitted')
)
SELECT pg_notify(%(channel)s, '')
"""


def move(
    to: Status,
    where: str,
    params: dict[str, Any],
    *,
    actor: str,
    reason: str,
    changes: str = "",
    columns: str = "id",
    sources: list[str] | None = None,
) -> list[tuple]:
    """Move every job that `where` selects (SQL that ends in its own FOR UPDATE) to `to`, where that is a legal move.

    `changes` is further SQL for SET; values come in `params`. Returns `columns` of the rows that moved: none means that
    somebody else was faster, which is normal. A move to pending wakes the cluster when its transaction commits.
    """
    values = {**params, "to": to.value, "actor": actor, "reason": reason}
    values["sources"] = [source for source in sources_of(to) if sources is None or source in sources]
    sql = _MOVE.format(
        entering=_ON_ENTERING[to], changes=f", {changes}" if changes else "", where=where, columns=columns
    )
    rows = execute(sql, values).fetchall()
    if rows and to is Status.PENDING:
        wake()
    return rows


def record_birth(job_id: UUID, actor: str) -> None:
    """The first row of a new job's history, and the wake-up for it, in the transaction that stores the job."""
    execute(_BORN, {"id": job_id, "to": Status.PENDING.value, "actor": actor, "channel": WAKE_CHANNEL})


def wake() -> None:
    """Tell every cluster that something may be due; sent with the transaction's commit."""
    execute("SELECT pg_notify(%(channel)s, '')", {"channel": WAKE_CHANNEL})
