"""Which job a request may see or change."""

from uuid import UUID

from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request

from jobs.api.links import JOB_TOKEN
from jobs.job_type import JobType
from jobs.models import OPERATE, Job
from users.acting import ask_for, grant
from users.api.throttles import count_request
from users.read_tokens import grants

LOOK_ONLY = "You may see this job, and no more."


class JobNotFound(NotFound):
    default_detail = "Job not found"
    default_code = "JOB_NOT_FOUND"


def own_job(request: Request, job_id: UUID, job_type: JobType | None = None) -> Job:
    """The job, for its owner, staff who may see it, or who knows the id of a guest's. Raises JobNotFound."""
    ask_for(job_id)
    return _of_type(Job.objects.visible_to(request.user), job_id, job_type)


def changeable_job(request: Request, job_id: UUID, right: str = OPERATE) -> Job:
    """The job, for its owner, staff who may see it and have the right, or who knows the id of a guest's.

    Raises JobNotFound, and PermissionDenied for staff who may see it and no more.
    """
    job = own_job(request, job_id)
    if job.user_id not in (None, request.user.pk) and not request.user.has_perm(right):
        raise PermissionDenied(LOOK_ONLY)
    return job


def readable_job(request: Request, job_id: UUID, job_type: JobType | None = None) -> Job:
    """The job, also for whoever holds a read token for it. Raises JobNotFound.

    Views that are asked again and again have a limit for each job; who guesses ids meets the caller's limit instead.
    """
    ask_for(job_id)
    allowed = grants(request.query_params.get("token", ""), JOB_TOKEN, job_id)
    if allowed:
        grant(job_id)
    try:
        return _of_type(Job.objects.all() if allowed else Job.objects.visible_to(request.user), job_id, job_type)
    except JobNotFound:
        count_request(request)
        raise


def looked_up_again(job: Job) -> Job:
    """The job as it is now. Raises JobNotFound when it was deleted meanwhile."""
    return _of_type(Job.objects.all(), job.id, None)


def _of_type(jobs, job_id: UUID, job_type: JobType | None) -> Job:
    if job_type:
        jobs = jobs.filter(type=job_type.name)
    job = jobs.filter(id=job_id).first()
    if job is None:
        raise JobNotFound
    return job
