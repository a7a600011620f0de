"""/api/jobs/: a start and a status path for every registered type of job, and what can be done to any job."""

from django.urls import path

from jobs.api.changes import CancelView, RetryView
from jobs.api.cron import CronView
from jobs.api.events import EventsView
from jobs.api.health import HealthView
from jobs.api.listing import OwnJobsView
from jobs.api.processing import ProcessView
from jobs.api.start import LegacyStartView, StartView
from jobs.api.status import JobView, MalformedIdView, StatusView
from jobs.job_type import JobType, job_types


def paths_of(job_type: JobType) -> list:
    return [
        path(f"{job_type.path}/start", StartView.as_view(job_type=job_type), name=f"{job_type.name}-start"),
        path(
            f"{job_type.path}/status/<uuid:job_id>",
            StatusView.as_view(job_type=job_type),
            name=f"{job_type.name}-status",
        ),
        path(f"{job_type.path}/status/<str:job_id>", MalformedIdView.as_view()),
    ]


urlpatterns = [
    path("health", HealthView.as_view(), name="jobs-health"),
    path("process", ProcessView.as_view(), name="jobs-process"),
    path("user", OwnJobsView.as_view(), name="own-jobs"),
    path("cancel/<uuid:job_id>", CancelView.as_view(), name="job-cancel"),
    path("<uuid:job_id>", JobView.as_view(), name="job"),
    path("<uuid:job_id>/retry", RetryView.as_view(), name="job-retry"),
    path("<uuid:job_id>/events", EventsView.as_view(), name="job-events"),
    *(route for job_type in job_types().values() for route in paths_of(job_type)),
    path("cancel/<str:job_id>", MalformedIdView.as_view()),
    path("<str:job_id>", MalformedIdView.as_view()),
    path("<str:job_id>/<str:what>", MalformedIdView.as_view()),
]

cron_urlpatterns = [path("cron/process-jobs", CronView.as_view(), name="cron-process-jobs")]

legacy_urlpatterns = [
    path(job_type.legacy_path, LegacyStartView.as_view(job_type=job_type), name=f"{job_type.name}-legacy-start")
    for job_type in job_types().values()
    if job_type.legacy_path
]
