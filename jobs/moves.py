"""The one door: every change of a job's status is this one guarded UPDATE, together with its row in the history and
the notification of those who follow the job; in its transaction, what the job takes of a quota or gives back.
"""

from contextlib import nullcontext
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from jobs import quotas
from jobs.events.event import CHANNEL as EVENTS_CHANNEL
from jobs.models import Job
from jobs.statements import execute
from jobs.states import FINISHED, Status, sources_of
from jobs.tallies import TALLIED
from users.acting import made

WAKE_CHANNEL = "storyjobs_wake"
CALLBACK_CHANNEL = "storyjobs_callbacks"

# What entering a status always means for the row; callers add what is particular to theirs.
_LET_GO = "worker = '', lease_expires_at = NULL"
_ON_ENTERING = {
    Status.PENDING: f"{_LET_GO}, completed_at = NULL, cancel_requested = FALSE",
    Status.PROCESSING: "attempt = job.attempt + 1, started_at = clock_timestamp()",
    Status.COMPLETED: f"{_LET_GO}, completed_at = clock_timestamp(), on_demand = FALSE, progress = 100, "
    "error_code = '', error_message = ''",
    Status.FAILED: f"{_LET_GO}, completed_at = clock_timestamp(), on_demand = FALSE",
    Status.CANCELLED: f"{_LET_GO}, completed_at = clock_timestamp(), on_demand = FALSE",
}

# The row that is changed stays locked until the commit, so a job's events have their ids in the order of their commits.
NOTED = "INSERT INTO job_history (job_id, at, from_status, to_status, attempt, actor, reason, progress, step)"
ANNOUNCED = f"""RETURNING pg_notify('{EVENTS_CHANNEL}', json_build_object('job', job_id, 'id', id, 'status', to_status,
                                'progress', progress, 'step', step, 'at', at)::text)"""

_MOVE = """
WITH moved AS (
    UPDATE background_jobs AS job
       SET status = %(to)s, updated_at = clock_timestamp(), {entering} {changes}
      FROM (SELECT id, status FROM background_jobs
             WHERE status = ANY(%(sources)s) AND {where}) AS was
     WHERE job.id = was.id
    RETURNING job.*, was.status AS from_status
), noted AS (
    {noted}
    SELECT id, updated_at, from_status, status, attempt, %(actor)s, %(reason)s, progress, current_step FROM moved
    {announced}
) {ended}
SELECT {columns} FROM moved
"""

# A job that ends is counted, and tells whoever asked for it; as part of the same statement, so that no crash can come
# between.
_ENDED = f""", {TALLIED}, told AS (
    INSERT INTO callback_deliveries (id, job_id, url, job_status, state, tries, next_try_at, last_answer, created_at)
    SELECT gen_random_uuid(), id, callback_url, status, 'pending', 0, clock_timestamp(), '', clock_timestamp()
      FROM moved WHERE callback_url <> ''
    RETURNING pg_notify(%(callbacks)s, '')
)
"""  # noqa: S608 - constants of ours

_ASKED_TO_STOP = """
WITH asked AS (
    UPDATE background_jobs AS job
       SET cancel_requested = TRUE, current_step = 'Cancelling', updated_at = clock_timestamp()
      FROM (SELECT id, cancel_requested FROM background_jobs
             WHERE id = %(id)s AND status = 'processing' AND progress < 100 FOR UPDATE) AS was
     WHERE job.id = was.id
    RETURNING job.*, was.cancel_requested AS again
), noted AS (
    {noted}
    SELECT id, updated_at, status, status, attempt, %(actor)s, 'cancel_requested', progress, current_step
      FROM asked WHERE NOT again
    {announced}
)
SELECT 1 FROM asked
"""

_CHANGED = """
WITH changed AS (
    UPDATE background_jobs AS job SET updated_at = clock_timestamp(), {changes}
     WHERE id = %(id)s AND status = 'pending' AND {where}
    RETURNING job.*
), noted AS (
    {noted}
    SELECT id, updated_at, status, status, attempt, %(actor)s, %(reason)s, progress, current_step FROM changed
    {announced}
)
SELECT 1 FROM changed
"""

_BORN = "INSERT INTO background_jobs ({columns}) VALUES ({values})"
# A statement of its own: row security lets the history be written of a job that is there, and it is not there before.
_NOTED_BIRTH = f"""
WITH noted AS (
    {NOTED} VALUES (%(id)s, clock_timestamp(), '', %(status)s, %(attempt)s, %(actor)s, 'submitted', %(progress)s,
                    %(current_step)s)
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

    `changes` is further SQL for SET; values come in `params`. Returns `columns` of the rows that moved, their id first:
    none means that somebody else was faster, which is normal. A move to pending wakes the cluster when its transaction
    commits.
    """
    values = {**params, "to": to.value, "actor": actor, "reason": reason}
    values["sources"] = [source for source in sources_of(to) if sources is None or source in sources]
    values["callbacks"] = CALLBACK_CHANNEL
    sql = _MOVE.format(
        entering=_ON_ENTERING[to],
        changes=f", {changes}" if changes else "",
        where=where,
        columns=columns,
        noted=NOTED,
        announced=ANNOUNCED,
        ended=_ENDED if to in FINISHED else "",
    )
    with transaction.atomic() if to in quotas.CHANGED_BY else nullcontext():
        rows = execute(sql, values).fetchall()
        quotas.follow(to, [row[0] for row in rows])
        if rows and to is Status.PENDING:
            wake()
    return rows


def ask_to_stop(job_id: UUID, actor: str) -> bool:
    """Ask for the end of a running job, as its history tells; its worker sees it soon.

    False when it does not run, or what it is for is stored already.
    """
    sql = _ASKED_TO_STOP.format(noted=NOTED, announced=ANNOUNCED)
    return execute(sql, {"id": job_id, "actor": actor}).rowcount == 1


def change_waiting(
    job_id: UUID, changes: str, params: dict[str, Any], *, actor: str, reason: str, where: str = "TRUE"
) -> bool:
    """Change when or how soon a waiting job runs, as its history tells, and wake the cluster with the commit.

    `changes` is SQL for SET. False when the job does not wait, or `where` does not hold for it.
    """
    sql = _CHANGED.format(changes=changes, where=where, noted=NOTED, announced=ANNOUNCED)
    changed = execute(sql, {**params, "id": job_id, "actor": actor, "reason": reason}).rowcount == 1
    if changed:
        wake()
    return changed


def insert(job: Job, actor: str) -> None:
    """Store a new job with the first row of its history and the wake-up for it; call it in a transaction."""
    fields = {field.column: field for field in Job._meta.concrete_fields}
    places = ", ".join(f"%({column})s" for column in fields)
    sql = _BORN.format(columns=", ".join(fields), values=places)
    values = {
        column: field.get_db_prep_save(field.pre_save(job, add=True), connection) for column, field in fields.items()
    }
    made(job.id)
    execute(sql, values)
    execute(_NOTED_BIRTH, {**values, "actor": actor, "channel": WAKE_CHANNEL})  # nobody can follow it yet
    job._state.adding, job._state.db = False, connection.alias


def wake() -> None:
    """Tell every cluster that something may be due; sent with the transaction's commit."""
    execute("SELECT pg_notify(%(channel)s, '')", {"channel": WAKE_CHANNEL})
