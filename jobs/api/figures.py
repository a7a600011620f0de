"""What the queue does and what was processed, as answers tell it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from jobs import fleet, measures, processing
from jobs.api import health_body
from jobs.api.representation import timestamp
from jobs.health import CRITICAL
from jobs.processing import Detail, Order, Outcome, Report, Totals


def report_body(order: Order, report: Report) -> dict[str, Any]:
    now = timezone.now()
    queue = measures.queue(now)
    totals = _totals(processing.totals(queue))
    counts = report.counts
    body = {
        "timestamp": timestamp(now),
        "processed": counts[Outcome.PROCESSED],
        "errors": counts[Outcome.ERROR],
        "skipped": counts[Outcome.SKIPPED],
        "running": counts[Outcome.RUNNING],
        "details": [_detail(detail) for detail in report.details],
        "configuration": _configuration() | {"maxJobs": order.most},
        "queueStatus": {"queue": totals, "processor": _processor(queue), "worker": _worker(now)},
        "statistics": totals,
        "performance": {
            "processingTime": report.milliseconds,
            "processingRate": report.per_second,
            "errorRate": report.error_percent,
            "efficiency": report.efficiency_percent,
        },
        "recommendations": processing.recommendations(queue, report),
    }
    if order.types:
        body["filteredTypes"] = list(order.types)
    if order.job_id:
        body["specificJob"] = {"jobId": str(order.job_id), "success": counts[Outcome.PROCESSED] == 1}
    return body


def status_body(now: datetime) -> dict[str, Any]:
    queue = measures.queue(now)
    totals = _totals(processing.totals(queue))
    worker = _worker(now)
    return {
        "timestamp": timestamp(now),
        "healthy": worker["isRunning"] and health_body.brief(health_body.figures.get())["status"] != CRITICAL,
        "worker": {
            **worker,
            "processingInterval": _milliseconds(settings.JOB_PROCESSING_INTERVAL),
            "maxRunTime": _milliseconds(settings.JOB_TIMEOUT),
            "processorStats": _processor(queue),
        },
        "queue": totals,
        "statistics": totals,
        "configuration": _configuration(),
        "features": {
            "autoProcessing": settings.ENABLE_AUTO_PROCESSING,
            "priorityProcessing": settings.ENABLE_PRIORITY_PROCESSING,
            "metricsCollection": settings.ENABLE_METRICS_COLLECTION,
            "healthChecks": settings.ENABLE_HEALTH_CHECKS,
        },
    }


def _detail(detail: Detail) -> dict[str, Any]:
    body = {"jobId": str(detail.job_id), "jobType": detail.type, "outcome": detail.outcome}
    return body | ({"error": detail.error, "code": detail.code} if detail.code else {})


def _totals(totals: Totals) -> dict[str, int]:
    names = ("total", "pending", "processing", "completed", "failed", "cancelled")
    return {name: getattr(totals, name) for name in names}


def _processor(queue: measures.Queue) -> dict[str, Any]:
    return {
        "isProcessing": queue.processing > 0,
        "currentlyProcessing": queue.processing,
        "maxConcurrentJobs": settings.MAX_CONCURRENT_JOBS,
        "activeJobs": [str(id) for id in processing.running_ids()],
    }


def _worker(now: datetime) -> dict[str, Any]:
    alive = fleet.alive()
    return {
        "isRunning": bool(alive),
        "healthy": bool(alive) and not measures.stuck(now),
        "workers": sum(cluster.workers for cluster in alive),
    }


def _configuration() -> dict[str, Any]:
    return {
        "autoProcessing": settings.ENABLE_AUTO_PROCESSING,
        "processingInterval": _milliseconds(settings.JOB_PROCESSING_INTERVAL),
        "maxConcurrentJobs": settings.MAX_CONCURRENT_JOBS,
        "maxJobsPerUser": settings.MAX_JOBS_PER_USER,
        "jobTimeout": _milliseconds(settings.JOB_TIMEOUT),
    }


def _milliseconds(length: timedelta) -> int:
    return round(length / timedelta(milliseconds=1))
