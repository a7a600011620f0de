"""/api/jobs/: a start and a status path for every registered type of job."""

from django.urls import path

from jobs.api.events import EventsView
from jobs.api.health import HealthView
from jobs.api.views import MalformedIdView, StartView, StatusView
from jobs.job_type import JobType, job_types


def paths_of(job_type: JobType) -> list:
    return [
        path(f"{job_type.path}/start", StartView.as_view(job_type=job_type), name=f"{job_type.name}-start"),
        path(
            f"{job_type.path}/status/<uuid:job_id>",
            StatusView.as_view(job_type=job_type),
            name=f"{job_type.name}-status",
        ),
        path(f"{job_type.path}/status/<str:job_id>", MalformedIdView.as_view(job_type=job_type)),
    ]


urlpatterns = [
    path("health", HealthView.as_view(), name="jobs-health"),
    path("<uuid:job_id>/events", EventsView.as_view(), name="job-events"),
    *(route for job_type in job_types().values() for route in paths_of(job_type)),
]
