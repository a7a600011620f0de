"""Examples of answers, from the one request and the one ending that each job type gives as its example."""

from typing import Any

from jobs.job_type import JobType

JOB_ID = "3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"
SITE = "https://stories.example"
TIMES = {"createdAt": "2026-01-01T12:00:00.000Z", "updatedAt": "2026-01-01T12:01:30.000Z"}


def started_example(job_type: JobType) -> dict[str, Any]:
    answer = {
        "jobId": JOB_ID,
        "status": "pending",
        "estimatedCompletion": "2026-01-01T12:02:00.000Z",
        "estimatedMinutes": 2.0,
        "queuePosition": 1,
        "pollingUrl": f"{SITE}/api/jobs/{job_type.path}/status/{JOB_ID}?token=…",
        "eventsUrl": f"{SITE}/api/jobs/{JOB_ID}/events?token=…",
        "message": job_type.started_message,
    }
    return {"started": answer | job_type.example.started}


def finished_example(job_type: JobType) -> dict[str, Any]:
    """The answer to a start whose job has ended already."""
    started, completed = started_example(job_type)["started"], job_examples(job_type)["completed"]
    at_once = {"estimatedMinutes": 0, "estimatedCompletion": completed["completedAt"], "queuePosition": None}
    return {"completed": started | completed | at_once}


def job_examples(job_type: JobType) -> dict[str, Any]:
    """A job that is being done, one that was completed, and one that failed."""
    running = _job(job_type, "processing", 40) | {
        "estimatedTimeRemaining": "2 minutes",
        "canCancel": True,
        "canRetry": False,
        "startedAt": "2026-01-01T12:00:01.000Z",
    }
    ended = {"canCancel": False, "startedAt": running["startedAt"], "completedAt": TIMES["updatedAt"]}
    completed = _job(job_type, "completed", 100) | ended | {"canRetry": False, "message": job_type.completed_message}
    failed = (
        _job(job_type, "failed", 40) | ended | {"canRetry": True, "retryCount": 0, "maxRetries": job_type.max_retries}
    )
    if job_type.phases:
        running["currentPhase"] = job_type.phase(40)
    return {
        "processing": running,
        "completed": completed | job_type.example.ended,
        "failed": failed | {"error": job_type.failed_message, "code": "JOB_FAILED"},
    }


def _job(job_type: JobType, status: str, progress: int) -> dict[str, Any]:
    return {
        "jobId": JOB_ID,
        "jobType": job_type.name,
        "title": "",
        "status": status,
        "progress": progress,
        "currentStep": job_type.first_step,
        **TIMES,
        "estimatedTimeRemaining": None,
        **({"currentPhase": None} if job_type.phases else {}),
    }


def outcome_example(message: str, status: str) -> dict[str, Any]:
    return {status: {"success": True, "message": message, "jobId": JOB_ID, "jobType": "scenes", "status": status}}


ACCOUNT_EXAMPLE = {
    "id": "5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716",
    "phone": "+966512345678",
    "email": None,
    "subscriptionInfo": {"tier": "basic", "currentUsage": 2, "limit": 3, "nextTier": "premium"},
    "usageResetsAt": "2026-02-01T00:00:00.000Z",
    "planExpiresAt": None,
    "budgetReached": False,
    "budgetResetsAt": "2026-01-02T00:00:00.000Z",
}
