"""Whether the queue is well: a few numbers from indexed windows, and the worst of the rules on them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q

from jobs.models import Job
from jobs.states import Status
from users.acting import service

HEALTHY, WARNING, CRITICAL = "healthy", "warning", "critical"
MESSAGES = {
    HEALTHY: "All systems operational",
    WARNING: "System operational with minor issues",
    CRITICAL: "System experiencing critical issues",
}
WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class Metrics:
    """`success_rate` is the percentage of completed jobs among those that completed or failed in the last 24 hours."""

    queue_depth: int
    capacity: int
    success_rate: float
    longest_wait: timedelta


@service()
def measure(now: datetime) -> Metrics:
    queue = Job.objects.active().aggregate(
        depth=Count("id"), oldest=Min("run_at", filter=Q(status=Status.PENDING, run_at__lte=now))
    )
    ended = Job.objects.filter(status__in=[Status.COMPLETED, Status.FAILED], completed_at__gte=now - WINDOW).aggregate(
        completed=Count("id", filter=Q(status=Status.COMPLETED)), all=Count("id")
    )
    return Metrics(
        queue_depth=queue["depth"],
        capacity=settings.MAX_CONCURRENT_JOBS,
        success_rate=round(100 * ended["completed"] / ended["all"], 1) if ended["all"] else 100,
        longest_wait=now - queue["oldest"] if queue["oldest"] else timedelta(0),
    )


def assess(metrics: Metrics) -> str:
    """The worst that any rule says; nothing to measure is healthy."""
    limits = settings.HEALTH_LIMITS
    measured = {
        "queue_depth": metrics.queue_depth,
        "failure_percent": 100 - metrics.success_rate,
        "wait_minutes": metrics.longest_wait.total_seconds() / 60,
    }
    if any(value > limits[name][1] for name, value in measured.items()):
        return CRITICAL
    return WARNING if any(value > limits[name][0] for name, value in measured.items()) else HEALTHY
