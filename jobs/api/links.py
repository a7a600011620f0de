"""Where a job can be asked for, by whoever is given the address, for a while."""

from django.urls import reverse

from jobs.models import Job
from users.read_tokens import sign

JOB_TOKEN = "job"  # noqa: S105 - the kind of thing that a read token opens


def polling_path(job: Job) -> str:
    return f"{reverse(f'{job.type}-status', args=[job.id])}?token={sign(JOB_TOKEN, job.id)}"


def events_path(job: Job) -> str:
    return f"{reverse('job-events', args=[job.id])}?token={sign(JOB_TOKEN, job.id)}"
