"""How many jobs of the types that count a submitter may start in a calendar month (UTC), as their plan says.

A row of `quota_uses` is written in the transaction that stores the job, given back in the one that ends it failed or
cancelled, and taken again in the one that retries it by hand (`jobs.moves`). It outlives its job: who deletes a book
does not get another one for it. No request may touch the table; what it does here, the service does for it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from jobs.errors import JobError
from jobs.statements import execute
from jobs.states import Status
from users.acting import service
from users.plans import GUEST, Plan, monthly_limit, next_plan

THIS_MONTH = "date_trunc('month', statement_timestamp() AT TIME ZONE 'UTC')::date"
"""SQL. The statement's time is one value for all of it, which an index can look for; clock_timestamp() is not."""
_USED = f"""
SELECT count(*), ({THIS_MONTH} + interval '1 month') AT TIME ZONE 'UTC'
  FROM quota_uses WHERE submitter = %(submitter)s AND month = {THIS_MONTH} AND NOT given_back
"""  # noqa: S608 - a constant of ours

_TAKE = f"""
INSERT INTO quota_uses (job_id, submitter, month, given_back) VALUES (%(job)s, %(submitter)s, {THIS_MONTH}, FALSE)
"""  # noqa: S608
_GIVE_BACK = """
UPDATE quota_uses SET given_back = TRUE
  FROM background_jobs AS job
 WHERE job.id = quota_uses.job_id AND job_id = ANY(%(jobs)s) AND NOT given_back
   AND job.progress < 100  -- at 100 its book is there, however the job ended
"""
_TAKE_AGAIN = f"""
UPDATE quota_uses SET given_back = FALSE, month = {THIS_MONTH} WHERE job_id = ANY(%(jobs)s) AND given_back
"""  # noqa: S608 - a job that the engine itself repeats has given nothing back, and keeps its month
_DELETE_OLD = f"""
DELETE FROM quota_uses WHERE month < {THIS_MONTH}
   AND NOT EXISTS (SELECT FROM background_jobs AS job WHERE job.id = quota_uses.job_id)
"""  # noqa: S608 - a constant of ours
CHANGED_BY = {Status.FAILED: _GIVE_BACK, Status.CANCELLED: _GIVE_BACK, Status.PENDING: _TAKE_AGAIN}
"""The moves that change what is used."""


@dataclass(frozen=True)
class Usage:
    """What a submitter has used of this month's quota, running jobs included; `limit` None is no limit."""

    plan: str
    used: int
    limit: int | None
    resets_at: datetime

    @property
    def is_used_up(self) -> bool:
        return self.limit is not None and self.used >= self.limit

    @property
    def told(self) -> dict[str, Any]:
        """As clients get it."""
        next_tier = next_plan(self.plan)
        return {"tier": str(self.plan), "currentUsage": self.used, "limit": self.limit, "nextTier": next_tier}


class QuotaExceeded(JobError):
    """`counted` is the word for what the plan counts."""

    code = "QUOTA_EXCEEDED"
    http_status = 403

    def __init__(self, usage: Usage, counted: str):
        super().__init__(_sentence(usage, counted))
        self.extra = {"subscriptionInfo": usage.told, "upgradeRequired": True}


@service()
def usage_of(submitter: UUID, plan: str) -> Usage:
    used, resets_at = execute(_USED, {"submitter": submitter}).fetchone()
    return Usage(plan, used, monthly_limit(plan), resets_at)


@service()
def take(job_id: UUID, submitter: UUID) -> None:
    """In the transaction that stores the job."""
    execute(_TAKE, {"job": job_id, "submitter": submitter})


@service()
def follow(to: Status, jobs: list[UUID]) -> None:
    """In the transaction that moves the jobs. Those that do not count have no row."""
    if jobs and to in CHANGED_BY:
        execute(CHANGED_BY[to], {"jobs": jobs})


def refuse_used_up(submitter: UUID, plan: str, counted: str) -> None:
    """`counted` is the word for what counts. Exact only while the submitter's lock is held (`jobs.limits`).

    Raises QuotaExceeded.
    """
    if monthly_limit(plan) is None:
        return
    usage = usage_of(submitter, plan)
    if usage.is_used_up:
        raise QuotaExceeded(usage, counted)


def delete_old() -> None:
    """Forget what counted for months that are over, unless its job may still be retried."""
    execute(_DELETE_OLD, {})


def _sentence(usage: Usage, counted: str) -> str:
    if usage.plan == GUEST:
        return f"Please sign in to create your {counted}."
    if (usage.plan, usage.limit) == (Plan.FREE, 1):
        return f"You've already created your free {counted}. Upgrade to unlock more."
    plan, larger = Plan(usage.plan).label, Plan(next_plan(usage.plan)).label
    return f"You've used the {usage.limit} {counted}s of your {plan} plan for this month. Upgrade to {larger} for more."
