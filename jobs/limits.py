"""How much one submitter may have: unfinished jobs, jobs that their plan counts, and what a day may cost."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from jobs import budgets, quotas
from jobs.errors import JobError
from jobs.job_type import JobType
from jobs.models import Job
from jobs.statements import execute
from users.acting import service
from users.plans import GUEST

LIMIT_LOCK_SPACE = 7_305  # first key of the advisory locks per submitter

# Counted twice for each start, so prepared. An unknown guest (NULL) has none of their own.
_UNFINISHED = "FROM background_jobs WHERE status IN ('pending', 'processing')"
_OF_USER = f"SELECT count(*) {_UNFINISHED} AND user_id = %(user)s"
_OF_GUESTS = f"SELECT count(*), count(*) FILTER (WHERE guest = %(guest)s::uuid) {_UNFINISHED} AND user_id IS NULL"


class TooManyJobs(JobError):
    code = "TOO_MANY_JOBS"
    http_status = 429


@dataclass(frozen=True)
class Submitter:
    """Whose job it will be: a user's, or a guest's, who is known by a keyed hash of their address, if at all."""

    user: Any = None
    guest: UUID | None = None

    @classmethod
    def of(cls, job: Job) -> "Submitter":
        return cls(job.user, job.guest)

    @property
    def key(self) -> UUID | None:
        """By which quotas and budgets know them."""
        return self.user.pk if self.user else self.guest

    @property
    def plan(self) -> str:
        return self.user.current_plan if self.user else GUEST


NOBODY = Submitter()


def lock(submitter: Submitter) -> None:
    """Two starts of one submitter must not both see the last free place. Of all guests together, some may.

    Ends with the transaction.
    """
    if submitter.key:
        values = {"space": LIMIT_LOCK_SPACE, "whose": str(submitter.key)}
        execute("SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(whose)s))", values)


def refuse_beyond(submitter: Submitter, job_type: JobType) -> None:
    """A look at every limit before anything costly. Raises TooManyJobs, QuotaExceeded and BudgetReached."""
    refuse_one_too_many(submitter, job_type)
    budgets.refuse_spent(submitter.key)


def refuse_one_too_many(submitter: Submitter, job_type: JobType) -> None:
    """The limits that `lock` makes exact; a budget is no count. Raises TooManyJobs and QuotaExceeded."""
    _refuse_too_many(submitter)
    if job_type.counts_as and submitter.key:
        quotas.refuse_used_up(submitter.key, submitter.plan, job_type.counts_as)


@service()
def _refuse_too_many(submitter: Submitter) -> None:
    limit = settings.MAX_JOBS_PER_USER
    if submitter.user:
        (own,) = execute(_OF_USER, {"user": submitter.user.pk}).fetchone()
    else:
        of_guests, own = execute(_OF_GUESTS, {"guest": submitter.guest}).fetchone()
        if of_guests >= settings.MAX_GUEST_JOBS:
            raise TooManyJobs("Too many guests are waiting for their books. Please sign in or try again later.")
    if own >= limit:
        raise TooManyJobs(f"You already have {limit} unfinished jobs. Please wait for one to finish or cancel it.")
