"""What clients and operators may do to a job: submit it, cancel it, retry it by hand."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from jobs.errors import JobError
from jobs.job_type import JobType
from jobs.models import Job
from jobs.moves import insert, move
from jobs.statements import execute
from jobs.states import Status

USER_LOCK_SPACE = 7_305  # first key of the per-user advisory locks


class TooManyJobs(JobError):
    code = "TOO_MANY_JOBS"


class IllegalMove(JobError):
    code = "ILLEGAL_MOVE"


def submit(job_type: JobType, request: dict[str, Any], user=None) -> Job:
    """Store a new job for a validated request and wake the cluster.

    Raises TooManyJobs when the user already has settings.MAX_JOBS_PER_USER unfinished ones (all guests together:
    about MAX_GUEST_JOBS), and what the type's `accept` raises; then nothing is left of the request.
    """
    _refuse_beyond_limit(user)  # before any costly look at the request
    data = job_type.accept(request, user)
    try:
        return _store(job_type, data, user)
    except BaseException:
        job_type.withdraw(data)
        raise


def _store(job_type: JobType, data: dict[str, Any], user) -> Job:
    """The row, its history and the wake-up, in one transaction."""
    with transaction.atomic():
        if user is not None:  # two starts of one user must not both see the last free place; of guests, some may
            lock = {"space": USER_LOCK_SPACE, "user": str(user.pk)}
            execute("SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(user)s))", lock)
            _refuse_beyond_limit(user)
        job = Job(
            type=job_type.name,
            user=user,
            input_data=data,
            priority=job_type.priority,
            max_retries=job_type.max_retries,
            current_step=job_type.first_step,
        )
        insert(job, str(user.pk) if user else "anonymous")
        job_type.adopt(job)
    return job


def _refuse_beyond_limit(user) -> None:
    limit = settings.MAX_JOBS_PER_USER if user else settings.MAX_GUEST_JOBS
    if Job.objects.active().filter(user=user).count() < limit:
        return
    if user:
        raise TooManyJobs(f"You already have {limit} unfinished jobs. Please wait for one to finish or cancel it.")
    raise TooManyJobs("Too many guests are waiting for their books. Please sign in or try again later.")


def cancel(job_id: UUID, *, actor: str) -> Status:
    """Cancel a job: a waiting one at once; a running one is asked to stop and ends cancelled within seconds.

    Returns the status the job has now. Raises IllegalMove for one that is finished.
    """
    for _ in range(2):  # it may be claimed or handed back between the two questions
        if _cancel_waiting(job_id, actor):
            return Status.CANCELLED
        running = Job.objects.filter(id=job_id, status=Status.PROCESSING)
        if running.update(cancel_requested=True, current_step="Cancelling"):
            return Status.PROCESSING
    status = Status(Job.objects.values_list("status", flat=True).get(id=job_id))
    raise IllegalMove(f"Cannot cancel a {status} job")


def _cancel_waiting(job_id: UUID, actor: str) -> bool:
    moved = move(
        Status.CANCELLED,
        "id = %(id)s FOR UPDATE",
        {"id": job_id},
        actor=actor,
        reason="cancelled",
        changes="current_step = 'Cancelled by user'",
        sources=[Status.PENDING],
    )
    return bool(moved)


def retry(job_id: UUID, *, actor: str) -> None:
    """Run a failed or cancelled job again, with its full number of retries; finished steps are not done anew."""
    changes = (
        "retry_count = 0, run_at = clock_timestamp(), error_code = '', error_message = '', "
        "current_step = 'Waiting to start'"
    )
    if not move(
        Status.PENDING,
        "id = %(id)s FOR UPDATE",
        {"id": job_id},
        actor=actor,
        reason="retried",
        changes=changes,
        sources=[Status.FAILED, Status.CANCELLED],
    ):
        status = Status(Job.objects.values_list("status", flat=True).get(id=job_id))
        raise IllegalMove(f"Cannot retry a {status} job")
