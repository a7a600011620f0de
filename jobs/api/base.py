"""What every view about jobs does alike: whose jobs it shows, and that no shared cache keeps them."""

from uuid import UUID

from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobs.api.errors import JobNotFound
from jobs.api.links import JOB_TOKEN
from jobs.api.throttles import count_request, rate_limit_headers
from jobs.job_type import JobType
from jobs.models import Job
from users.read_tokens import grants


class JobsView(APIView):
    cache_control = "private, no-store"

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", self.cache_control)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        for name, value in rate_limit_headers(request).items():
            response.headers[name] = value
        return response


def own_job(request: Request, job_id: UUID, job_type: JobType | None = None) -> Job:
    """The job, for whoever may change it: its owner, staff, or who knows the id of a guest's. Raises JobNotFound."""
    return _of_type(Job.objects.visible_to(request.user), job_id, job_type)


def readable_job(request: Request, job_id: UUID, job_type: JobType | None = None) -> Job:
    """The job, also for whoever holds a read token for it. Raises JobNotFound.

    Views that are asked again and again have a limit for each job; who guesses ids meets the caller's limit instead.
    """
    allowed = grants(request.query_params.get("token", ""), JOB_TOKEN, job_id)
    try:
        return _of_type(Job.objects.all() if allowed else Job.objects.visible_to(request.user), job_id, job_type)
    except JobNotFound:
        count_request(request)
        raise


def _of_type(jobs, job_id: UUID, job_type: JobType | None) -> Job:
    if job_type:
        jobs = jobs.filter(type=job_type.name)
    job = jobs.filter(id=job_id).first()
    if job is None:
        raise JobNotFound
    return job
