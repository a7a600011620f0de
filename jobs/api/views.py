"""Start and status, the same for every type of job."""

from uuid import UUID

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobs.api.errors import JobNotFound
from jobs.api.representation import represent, started
from jobs.engine import submit
from jobs.job_type import JobType
from jobs.models import Job


class JobTypeView(APIView):
    job_type: JobType | None = None

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


class StartView(JobTypeView):
    """Accept a request for this type of job: 202, and where to ask how it goes."""

    def post(self, request: Request) -> Response:
        serializer = self.job_type.input_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = request.user if request.user.is_authenticated else None
        job = submit(self.job_type, serializer.validated_data, user)
        url = request.build_absolute_uri(reverse(f"{self.job_type.name}-status", args=[job.id]))
        return Response(started(job, self.job_type, url), status=202, headers={"Location": url})


class StatusView(JobTypeView):
    """How a job of this type goes, for those who may see it; to everybody else it does not exist."""

    def get(self, request: Request, job_id: UUID) -> Response:
        job = Job.objects.visible_to(request.user).filter(id=job_id, type=self.job_type.name).first()
        if job is None:
            raise JobNotFound
        body = represent(job, self.job_type, request.build_absolute_uri)
        return Response(body, headers={} if job.is_finished else {"Retry-After": "2"})


class MalformedIdView(JobTypeView):
    """An id that cannot be one is an unknown job, not another kind of error."""

    def get(self, request: Request, job_id: str) -> Response:
        raise JobNotFound
