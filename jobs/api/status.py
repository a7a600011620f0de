"""How a job goes: GET /api/jobs/{path}/status/{id} and, whatever its type, GET /api/jobs/{id}."""

import math
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import engine
from jobs.api.base import JobNotFound, changeable_job, readable_job
from jobs.api.changes import cancelled, outcome
from jobs.api.representation import in_queue, represent
from jobs.api.schema import operations
from jobs.api.wishes import preferred_wait
from jobs.events.waiting import wait_for_end
from jobs.job_type import JobType, job_types
from jobs.models import DELETE, Job
from jobs.states import Status
from users.api.base import PrivateView
from users.api.schema.describing import ApiSchema
from users.api.throttles import CallerThrottle, PollingThrottle

POLL_SECONDS = 2
LONGEST_PAUSE = 3600  # s; who waits for a scheduled job may also cancel it elsewhere


class StatusView(PrivateView):
    """How a job of this type goes, for those who may see it; to everybody else it does not exist."""

    schema = ApiSchema(get=operations.status)
    job_type: JobType | None = None
    throttle_classes = (PollingThrottle,)
    cache_control = "private, no-cache"  # a browser may keep it, and asks each time whether it still holds

    def get(self, request: Request, job_id: UUID) -> Response:
        job = readable_job(request, job_id, self.job_type)
        headers = {}
        seconds = preferred_wait(request)
        if seconds is not None:
            headers["Preference-Applied"] = f"wait={seconds}"
            wait_for_end(job.id, seconds)
            job = readable_job(request, job_id, self.job_type)
        if not job.is_finished:
            headers["Retry-After"] = str(_next_look(job))
        body = represent(job, job_types()[job.type], request.build_absolute_uri)
        return Response(body | in_queue(job), headers=headers)


def _next_look(job: Job) -> int:
    """In how many seconds asking again makes sense; a job that waits for its moment tells nothing new before that."""
    wait = (job.run_at - timezone.now()).total_seconds() if job.status == Status.PENDING else 0
    return max(POLL_SECONDS, min(math.ceil(wait), LONGEST_PAUSE))


class JobView(StatusView):
    """A job of any type."""

    schema = ApiSchema(get=operations.job, delete=operations.delete)

    def get_throttles(self):
        return [PollingThrottle()] if self.request.method == "GET" else [CallerThrottle()]

    def delete(self, request: Request, job_id: UUID) -> Response:
        """Delete a finished job; one that is not finished is cancelled instead."""
        job = changeable_job(request, job_id, DELETE)
        if engine.delete(job.id):
            return Response(outcome(job, "Job deleted"))
        return cancelled(job, request.user)


class MalformedIdView(PrivateView):
    """An id that cannot be one is an unknown job, not another kind of error."""

    schema = None

    def get(self, request: Request, **ids: str) -> Response:
        raise JobNotFound

    post = delete = get
