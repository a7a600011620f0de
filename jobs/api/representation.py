"""The JSON shape of a job, in one place: what a start answers; what a status, a list, an event or a callback tells."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from jobs import estimates
from jobs.api.links import events_path, polling_path
from jobs.callbacks.signing import callback_secret
from jobs.job_type import JobType
from jobs.models import Job
from jobs.states import Status

Absolute = Callable[[str], str]
MINUTE = timedelta(minutes=1)
_ENDED = {Status.FAILED: "The job has failed", Status.CANCELLED: "The job was cancelled"}


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z, as clients of the guide expect it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def started(job: Job, job_type: JobType, absolute: Absolute) -> dict[str, Any]:
    """The answer to a start request; `absolute` turns our paths into URLs."""
    position = estimates.queue_position(job)
    minutes = estimates.minutes_until_done(job, job_type, position)
    body = {
        "jobId": str(job.id),
        "status": job.status,
        "estimatedCompletion": timestamp(job.completed_at or max(job.created_at, job.run_at) + minutes * MINUTE),
        "estimatedMinutes": 0 if job.is_finished else minutes,
        "queuePosition": position,
        "pollingUrl": absolute(polling_path(job)),
        "eventsUrl": absolute(events_path(job)),
        "message": _ENDED.get(job.status, job_type.started_message),
    }
    if job.callback_url:
        body["callbackSecret"] = callback_secret(job)
    return body | job_type.started_extra(job.input_data)


def represent(job: Job, job_type: JobType, absolute: Absolute) -> dict[str, Any]:
    """The job as a client sees it; asks the database for nothing that belongs to this job alone."""
    running = job.status == Status.PROCESSING and job.progress < 100
    body: dict[str, Any] = {
        "jobId": str(job.id),
        "jobType": job.type,
        "title": job.title,
        "status": job.status,
        "progress": job.progress,
        "currentStep": job.current_step,
        "createdAt": timestamp(job.created_at),
        "updatedAt": timestamp(job.updated_at),
        "estimatedTimeRemaining": estimates.remaining(job, job_type) if running else None,
        "canCancel": job.can_cancel,
        "canRetry": job.can_retry,
    }
    if job_type.phases:
        body["currentPhase"] = job_type.phase(job.progress) if running else None
    times = {"runAt": job.run_at if _is_scheduled(job) else None}
    times |= {"startedAt": job.started_at, "completedAt": job.completed_at}
    body |= {name: timestamp(moment) for name, moment in times.items() if moment}
    return body | _ending(job, job_type, absolute) | _retries(job)


def in_queue(job: Job) -> dict[str, Any]:
    """What only a waiting job has: its place in the queue (a query)."""
    return {"queuePosition": estimates.queue_position(job)} if job.status == Status.PENDING else {}


def _is_scheduled(job: Job) -> bool:
    """It waits for its moment, as the client or a retry's pause wants it."""
    return job.status == Status.PENDING and job.run_at > job.created_at


def _ending(job: Job, job_type: JobType, absolute: Absolute) -> dict[str, Any]:
    if job.status == Status.COMPLETED:
        extra = job_type.ended_extra(job.input_data, job.result_data, absolute)
        result = job_type.present(job.result_data, absolute)
        return {"result": result, "message": job_type.completed_message, **extra}
    if job.status == Status.FAILED:
        return {"error": job.error_message or job_type.failed_message, "code": job.error_code}
    return {}


def _retries(job: Job) -> dict[str, Any]:
    if job.status != Status.FAILED and not job.retry_count:
        return {}
    return {"retryCount": job.retry_count, "maxRetries": job.max_retries}
