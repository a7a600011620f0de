"""The JSON shape of a job, in one place: what a start answers and what a status tells."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from jobs import estimates
from jobs.job_type import JobType
from jobs.models import Job
from jobs.states import Status

Absolute = Callable[[str], str]


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z, as clients of the guide expect it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def started(job: Job, job_type: JobType, polling_url: str) -> dict[str, Any]:
    """The answer to a start request."""
    minutes = job_type.estimate_minutes(job.input_data)
    return {
        "jobId": str(job.id),
        "status": job.status,
        "estimatedCompletion": timestamp(job.created_at + timedelta(minutes=minutes)),
        "estimatedMinutes": minutes,
        "pollingUrl": polling_url,
        "message": job_type.started_message,
    }


def represent(job: Job, job_type: JobType, absolute: Absolute) -> dict[str, Any]:
    """The job as its status endpoint shows it; `absolute` turns our paths into URLs."""
    running = job.status == Status.PROCESSING and job.progress < 100
    body: dict[str, Any] = {
        "jobId": str(job.id),
        "status": job.status,
        "progress": job.progress,
        "currentStep": job.current_step,
        "createdAt": timestamp(job.created_at),
        "updatedAt": timestamp(job.updated_at),
        "estimatedTimeRemaining": estimates.remaining(job, job_type) if running else None,
    }
    if job.started_at:
        body["startedAt"] = timestamp(job.started_at)
    if job.completed_at:
        body["completedAt"] = timestamp(job.completed_at)
    return body | _ending(job, job_type, absolute) | _retries(job)


def _ending(job: Job, job_type: JobType, absolute: Absolute) -> dict[str, Any]:
    if job.status == Status.COMPLETED:
        return {"result": job_type.present(job.result_data, absolute), "message": job_type.completed_message}
    if job.status == Status.FAILED:
        return {"error": job.error_message or job_type.failed_message, "code": job.error_code}
    return {}


def _retries(job: Job) -> dict[str, Any]:
    if job.status != Status.FAILED and not job.retry_count:
        return {}
    return {"retryCount": job.retry_count, "maxRetries": job.max_retries}
