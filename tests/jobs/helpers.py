"""Jobs in the state a test needs, reached through the engine's own verbs."""

from datetime import timedelta

from django.utils import timezone

from jobs import outcomes
from jobs.claiming import Claim, claim_next
from jobs.engine import Submitter, cancel, submit
from jobs.errors import PermanentError
from jobs.job_type import job_types
from jobs.models import Job
from jobs.retry import RetryPolicy
from jobs.states import Status
from jobs.wishes import Wishes


def make_job(user=None, *, kind: str = "noop", data: dict | None = None, **fields) -> Job:
    job = submit(job_types()[kind], data or {}, Submitter(user))
    if fields:
        Job.objects.filter(id=job.id).update(**fields)
        job.refresh_from_db()
    return job


def later_job(user=None, **fields) -> Job:
    """One that is due tomorrow: no cluster begins it."""
    job = submit(job_types()["noop"], {}, Submitter(user), Wishes(run_at=timezone.now() + timedelta(days=1)))
    Job.objects.filter(id=job.id).update(**fields)
    return Job.objects.get(id=job.id)


def claimed(user=None, **fields) -> tuple[Job, Claim]:
    job = make_job(user, **fields)
    claim = claim_next()
    assert claim is not None
    assert claim.id == job.id
    job.refresh_from_db()
    return job, claim


def job_in(status: Status, user=None) -> Job:
    """A job that came to `status` on the regular way."""
    if status == Status.PENDING:
        return make_job(user)
    if status == Status.CANCELLED:
        job = make_job(user)
        cancel(job.id, actor="test")
    else:
        job, claim = claimed(user)
        if status == Status.COMPLETED:
            outcomes.complete(claim, {})
        if status == Status.FAILED:
            outcomes.fail_or_retry(claim, PermanentError("No."), RetryPolicy())
    job.refresh_from_db()
    assert job.status == status
    return job


def expire_lease(job: Job) -> None:
    Job.objects.filter(id=job.id).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
