"""The secret that signs the messages of a job."""

from django.utils.crypto import salted_hmac

from jobs.models import Job
from users import webhooks


def callback_secret(job: Job) -> str:
    """The key that signs the job's messages: one for each user, one for each job of a guest; derived, never stored."""
    owner = f"user {job.user_id}" if job.user_id else f"job {job.id}"
    return webhooks.written(salted_hmac("jobs.callbacks", owner, algorithm="sha256").digest())
