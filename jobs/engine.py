"""What clients and operators may do to a job: submit it, cancel it, retry it by hand, hurry it, delete it."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db import transaction

from jobs import limits, log_lines, quotas
from jobs.errors import JobError
from jobs.job_type import JobType, job_types
from jobs.limits import NOBODY, Submitter
from jobs.models import Job
from jobs.moves import ask_to_stop, change_waiting, insert, move
from jobs.states import FINISHED, Status
from jobs.wishes import BOOST, Idempotency, Wishes
from users.acting import ask_for, service


class IllegalMove(JobError):
    code = "ILLEGAL_MOVE"
    http_status = 409


class UnknownJob(JobError):
    """It was deleted while it was being changed."""

    code = "JOB_NOT_FOUND"
    http_status = 404


class KeyReused(JobError):
    code = "IDEMPOTENCY_KEY_REUSED"
    http_status = 409


class AlreadySubmitted(Exception):
    """Another request with the same Idempotency-Key was faster; `job` is what it started."""

    def __init__(self, job: Job):
        super().__init__()
        self.job = job


def submit(
    job_type: JobType,
    request: dict[str, Any],
    submitter: Submitter = NOBODY,
    wishes: Wishes | None = None,
    admitted: Callable[[], None] = lambda: None,
) -> Job:
    """Store a new job for a validated request and wake the cluster. `admitted` is called when the limits let it in,
    before anything that costs time: it may still refuse the request.

    Raises TooManyJobs when the user or guest already has settings.MAX_JOBS_PER_USER unfinished ones (all guests
    together: about MAX_GUEST_JOBS), QuotaExceeded when their plan has no more of what the type counts as, BudgetReached
    when enough was paid today, AlreadySubmitted or KeyReused when its Idempotency-Key was used in this very moment, and
    what the type's `accept` raises; then nothing is left of the request.
    """
    wishes = wishes or Wishes()
    try:
        limits.refuse_beyond(submitter, job_type)
        admitted()
        return _submit(job_type, request, submitter, wishes)
    except Exception:  # the key, a last place that is taken: perhaps by the same request, sent twice at once
        twin = submitted_before(wishes.idempotency) if wishes.idempotency else None
        if twin:
            raise AlreadySubmitted(twin) from None
        raise


def _submit(job_type: JobType, request: dict[str, Any], submitter: Submitter, wishes: Wishes) -> Job:
    data = job_type.accept(request, submitter.user)
    try:
        return _store(job_type, data, submitter, wishes)
    except BaseException:
        job_type.withdraw(data)
        raise


def submitted_before(idempotency: Idempotency) -> Job | None:
    """The job that an earlier request with this key started. Raises KeyReused when that was another request."""
    with service():  # who has the key is its sender, a guest too
        job = Job.objects.filter(idempotency_key=idempotency.key).first()
    if job:
        ask_for(job.id)
    if job and job.request_hash != idempotency.request:
        raise KeyReused("This Idempotency-Key was already used for another request.")
    return job


def _store(job_type: JobType, data: dict[str, Any], submitter: Submitter, wishes: Wishes) -> Job:
    """The row, its history and the wake-up, in one transaction."""
    with transaction.atomic():
        limits.lock(submitter)
        limits.refuse_one_too_many(submitter, job_type)
        job = _new(job_type, data, submitter, wishes)
        insert(job, actor_of(submitter.user))
        if job_type.counts_as and submitter.key:
            quotas.take(job.id, submitter.key)
        job_type.adopt(job)
        log_lines.happened("job.created", job.type, job.id)
    return job


def _new(job_type: JobType, data: dict[str, Any], submitter: Submitter, wishes: Wishes) -> Job:
    job = Job(
        type=job_type.name,
        title=job_type.title_of(data)[:100],
        user=submitter.user,
        guest=submitter.guest,
        input_data=data,
        priority=job_type.priority + BOOST[wishes.priority],
        max_retries=job_type.max_retries,
        current_step=job_type.first_step,
        callback_url=wishes.callback_url,
    )
    if wishes.run_at:
        job.run_at = wishes.run_at
    if wishes.idempotency:
        job.idempotency_key, job.request_hash = wishes.idempotency.key, wishes.idempotency.request
    return job


def actor_of(user) -> str:
    """Who did it, as the history says it."""
    return str(user.pk) if user and user.pk else "guest"


def cancel(job_id: UUID, *, actor: str) -> Status:
    """Cancel a job: a waiting one at once; a running one is asked to stop and ends cancelled within seconds.

    Returns the status the job has now. Raises IllegalMove for one that is finished.
    """
    for _ in range(2):  # it may be claimed or handed back between the two questions
        if _cancel_waiting(job_id, actor):
            return Status.CANCELLED
        if ask_to_stop(job_id, actor):
            return Status.PROCESSING
    raise IllegalMove(f"Cannot cancel a {_status(job_id)} job")


def _cancel_waiting(job_id: UUID, actor: str) -> bool:
    moved = move(
        Status.CANCELLED,
        "id = %(id)s FOR UPDATE",
        {"id": job_id},
        actor=actor,
        reason="cancelled",
        changes="current_step = 'Cancelled by user'",
        columns="id, type",
        sources=[Status.PENDING],
    )
    for _, job_type in moved:
        log_lines.moved(Status.CANCELLED, job_type, job_id)
    return bool(moved)


def retry(job_id: UUID, *, actor: str) -> None:
    """Run a failed or cancelled job again, with its full number of retries; finished steps are not done anew.

    Raises TooManyJobs, QuotaExceeded and BudgetReached as `submit` does, IllegalMove for a job in any other status.
    """
    changes = (
        "retry_count = 0, run_at = clock_timestamp(), error_code = '', error_message = '', "
        "current_step = 'Waiting to start'"
    )
    with transaction.atomic():
        _hold_for(job_id)
        moved = move(
            Status.PENDING,
            "id = %(id)s FOR UPDATE",
            {"id": job_id},
            actor=actor,
            reason="retried",
            changes=changes,
            columns="id, type",
            sources=[Status.FAILED, Status.CANCELLED],
        )
        for _, job_type in moved:
            log_lines.happened("job.retried", job_type, job_id)
    if not moved:
        raise IllegalMove(f"Cannot retry a {_status(job_id)} job")


def _hold_for(job_id: UUID) -> None:
    """A place for a job that can be retried; for any other, its status is the better answer."""
    job = Job.objects.select_related("user").filter(id=job_id).first()
    if job is None:
        return
    submitter = Submitter.of(job)
    limits.lock(submitter)
    job.refresh_from_db(fields=["status"])  # another retry of it may have been faster
    if job.can_retry and job.type not in job_types():
        raise IllegalMove("This job is of a type that nothing can run any more")
    if job.can_retry:
        limits.refuse_beyond(submitter, job_types()[job.type])


def run_now(job_id: UUID, *, actor: str) -> None:
    """Make a waiting job due at once, before all others, and also while automatic processing is off; until it ends.

    The limits on what runs at once still hold. Raises IllegalMove for a job in any other status.
    """
    changes = "on_demand = TRUE, run_at = least(run_at, clock_timestamp())"
    if not change_waiting(job_id, changes, {}, actor=actor, reason="run_now"):
        raise IllegalMove(f"Cannot run a {_status(job_id)} job now")


def raise_priority(job_id: UUID, *, actor: str) -> None:
    """Give a waiting job the next higher priority for its type: low, normal, high, urgent.

    Raises IllegalMove for a job in any other status, and for an urgent one.
    """
    levels = _levels(job_id)
    changed = change_waiting(
        job_id,
        "priority = (SELECT min(level) FROM unnest(%(levels)s::int[]) AS level WHERE level > job.priority)",
        {"levels": levels, "highest": levels[-1]},
        actor=actor,
        reason="priority_raised",
        where="priority < %(highest)s",
    )
    if not changed:
        status = _status(job_id)
        waits = status == Status.PENDING
        raise IllegalMove("This job is urgent already" if waits else f"Cannot raise the priority of a {status} job")


def _levels(job_id: UUID) -> list[int]:
    """Every priority that a job of its type may have, the lowest first."""
    name = Job.objects.values_list("type", flat=True).filter(id=job_id).first()
    base = job_types()[name].priority if name in job_types() else JobType.priority
    return sorted(base + boost for boost in BOOST.values())


def delete(job_id: UUID) -> bool:
    """Delete a finished job with its steps and history; False when it is not finished. Its book stays.

    Files that no book has are erased by the regular clean-up.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(id=job_id, status__in=FINISHED).first()
        if job is None:
            return False
        with service():  # its steps are no request's to touch
            job.delete()
    return True


def erase(job_ids: Collection[UUID]) -> None:
    """Delete jobs in whatever status, in the caller's transaction, which holds their rows.

    Whoever runs one finds it lost with the next heartbeat, stops, and writes nothing any more.
    """
    Job.objects.filter(id__in=job_ids).delete()


def _status(job_id: UUID) -> Status:
    """Raises UnknownJob."""
    status = Job.objects.values_list("status", flat=True).filter(id=job_id).first()
    if status is None:
        raise UnknownJob("Job not found")
    return Status(status)
