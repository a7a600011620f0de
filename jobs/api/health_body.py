"""The queue's health as answers tell it: in short to everybody, in full to those who run the site."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from jobs import measures
from jobs.api.representation import timestamp
from jobs.health import MESSAGES, Figures, assess, findings, measure
from jobs.job_type import JobType
from jobs.measures import Ended
from jobs.shared import Shared
from users.api.error_body import error_body
from users.api.errors import NO_DATABASE

KEPT_SECONDS = 3
HOUR = timedelta(hours=1)
MILLISECOND = timedelta(milliseconds=1)
OUTAGE = (
    "Check that the database runs and can be reached from here.",
    "Check DATABASE_URL, and that the database has room for more connections.",
    "Running jobs stop within seconds and go on by themselves when the database is back.",
)
BROKEN = (
    "Look into the log for this requestId.",
    "Ask /readyz which of the parts does not answer.",
    "Run manage.py check and manage.py migrate --check with this installation's settings.",
)


@dataclass(frozen=True)
class Details:
    """What only the full answer needs."""

    by_type: dict[str, Ended]
    last_hour: Ended
    created: int


def _measure_details() -> Details:
    now = timezone.now()
    return Details(measures.ended_by_type(now), measures.ended(now, HOUR), measures.created(now))


figures: Shared[Figures] = Shared("health", lambda: measure(timezone.now()), KEPT_SECONDS)
details: Shared[Details] = Shared("health-details", _measure_details, KEPT_SECONDS)


def brief(seen: Figures) -> dict[str, Any]:
    status = assess(seen)
    return {
        "status": status,
        "message": MESSAGES[status],
        "timestamp": timestamp(seen.at),
        "metrics": {
            "queueDepth": seen.queue.depth,
            "processingCapacity": settings.MAX_CONCURRENT_JOBS,
            "successRate": seen.success_percent,
        },
    }


def full(seen: Figures, more: Details) -> dict[str, Any]:
    told = brief(seen)
    told["metrics"] |= {
        "averageProcessingTime": _milliseconds(seen.day.average),
        "jobsPerHour": more.last_hour.completed,
        "errorRate": seen.failure_percent,
    }
    return told | {
        "systemStatus": {
            "monitor": True,
            "manager": seen.clusters > 0,
            "config": True,
            "timestamp": timestamp(seen.at),
            "clusters": seen.clusters,
            "workers": seen.workers,
            "openBreakers": list(seen.breakers),
        },
        "configSummary": _configuration(),
        "statistics": {
            "jobs": _jobs(seen),
            "byType": {name: _of_type(ended) for name, ended in more.by_type.items()},
            "performance": _performance(seen, more),
        },
        "health": _health(seen, told["status"]),
        "operational": {
            "autoProcessingEnabled": settings.ENABLE_AUTO_PROCESSING,
            "metricsCollectionEnabled": settings.ENABLE_METRICS_COLLECTION,
            "processingInterval": _milliseconds(settings.JOB_PROCESSING_INTERVAL),
            "maxConcurrentJobs": settings.MAX_CONCURRENT_JOBS,
        },
    }


def outage() -> dict[str, Any]:
    """The database is away, so nothing can be known and nothing is done."""
    now = timestamp(timezone.now())
    return error_body(
        *NO_DATABASE,
        status="critical",
        message="Core job systems are not operational",
        timestamp=now,
        systemStatus={"monitor": False, "manager": False, "config": True, "timestamp": now},
        recommendations=list(OUTAGE),
    )


def broken() -> dict[str, Any]:
    return error_body(
        "Internal server error",
        "INTERNAL_ERROR",
        status="critical",
        message="Health check system failure",
        timestamp=timestamp(timezone.now()),
        recommendations=list(BROKEN),
    )


def _configuration() -> dict[str, Any]:
    return {
        "environment": settings.ENVIRONMENT,
        "autoProcessing": settings.ENABLE_AUTO_PROCESSING,
        "processingInterval": _milliseconds(settings.JOB_PROCESSING_INTERVAL),
        "maxConcurrentJobs": settings.MAX_CONCURRENT_JOBS,
        "jobTimeout": _milliseconds(settings.JOB_TIMEOUT),
        "maxRetries": JobType.max_retries,
        "features": {
            "priorityProcessing": settings.ENABLE_PRIORITY_PROCESSING,
            "jobCancellation": True,
            "metricsCollection": settings.ENABLE_METRICS_COLLECTION,
            "healthChecks": settings.ENABLE_HEALTH_CHECKS,
        },
    }


def _jobs(seen: Figures) -> dict[str, Any]:
    """The unfinished jobs, and those that ended in the last 24 hours."""
    queue, day = seen.queue, seen.day
    oldest = {"oldestPendingJob": timestamp(seen.at - queue.oldest_wait)} if queue.oldest_wait else {}
    return {
        "totalJobs": queue.depth + day.number,
        "pendingJobs": queue.pending,
        "processingJobs": queue.processing,
        "completedJobs": day.completed,
        "failedJobs": day.failed,
        "cancelledJobs": day.cancelled,
        "averageProcessingTime": _milliseconds(day.average),
        "successRate": seen.success_percent,
        "queueDepth": queue.depth,
        **oldest,
    }


def _of_type(ended: Ended) -> dict[str, Any]:
    return {
        "total": ended.number,
        "completed": ended.completed,
        "failed": ended.failed,
        "cancelled": ended.cancelled,
        "averageTime": _milliseconds(ended.average),
        "p50Time": _milliseconds(ended.p50),
        "p95Time": _milliseconds(ended.p95),
        "successRate": 100.0 if ended.success_percent is None else ended.success_percent,
    }


def _performance(seen: Figures, more: Details) -> dict[str, Any]:
    busy = 100 * seen.queue.processing / settings.MAX_CONCURRENT_JOBS
    return {
        "jobsPerHour": more.last_hour.completed,
        "jobsPerDay": seen.day.completed,
        "p50ProcessingTime": _milliseconds(seen.day.p50),
        "p95ProcessingTime": _milliseconds(seen.day.p95),
        "peakProcessingTime": _milliseconds(seen.day.peak),
        "p95WaitTime": _milliseconds(seen.day.wait_p95),
        "resourceUtilization": round(min(busy, 100), 1),
        "errorFrequency": round(min(100 * seen.day.failed / more.created, 100), 1) if more.created else 0.0,
        "retryRate": seen.day.retried_percent or 0.0,
    }


def _health(seen: Figures, status: str) -> dict[str, Any]:
    found = findings(seen)
    return {
        "status": status,
        "alerts": [finding.label for finding in found],
        "recommendations": list(dict.fromkeys(finding.advice for finding in found)),
        "stuckJobsCount": seen.stuck,
    }


def _milliseconds(time: timedelta | None) -> int:
    return round(time / MILLISECOND) if time else 0
