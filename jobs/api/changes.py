"""What a client may do to a job of theirs: cancel it, retry it."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from jobs import engine
from jobs.api.base import changeable_job
from jobs.api.links import polling_path
from jobs.api.schema import operations
from jobs.models import Job
from jobs.states import Status
from users.api.base import PrivateView
from users.api.schema.describing import ApiSchema
from users.api.throttles import count_start


class CancelView(PrivateView):
    """Cancel a job that is not finished."""

    schema = ApiSchema(post=operations.cancel)

    def post(self, request: Request, job_id: UUID) -> Response:
        return cancelled(changeable_job(request, job_id), request.user)


class RetryView(PrivateView):
    """Run a failed or cancelled job again; what it has paid for is not paid again."""

    schema = ApiSchema(post=operations.retry)

    def post(self, request: Request, job_id: UUID) -> Response:
        job = changeable_job(request, job_id)
        if job.can_retry:
            count_start(request, job.type)
        engine.retry(job.id, actor=engine.actor_of(request.user))
        job.status = Status.PENDING
        url = request.build_absolute_uri(polling_path(job))
        body = outcome(job, "Job is waiting to run again") | {"pollingUrl": url}
        return Response(body, status=202, headers={"Location": url})


def cancelled(job: Job, user) -> Response:
    """A waiting job is cancelled at once (200), a running one within seconds (202); twice is once."""
    if job.status == Status.CANCELLED:
        return Response(outcome(job, "Job is already cancelled"))
    job.status = engine.cancel(job.id, actor=engine.actor_of(user))
    if job.status == Status.CANCELLED:
        return Response(outcome(job, "Job cancelled"))
    return Response(outcome(job, "Job is being cancelled"), status=202)


def outcome(job: Job, message: str) -> dict[str, Any]:
    return {"success": True, "message": message, "jobId": str(job.id), "jobType": job.type, "status": job.status}
