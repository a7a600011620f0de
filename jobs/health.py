"""Whether the queue is well: a few numbers from indexed windows, and the worst that any rule says of them.

`settings.HEALTH_LIMITS` is the one table of thresholds; deploy/alerts.yml has the same ones, as a test makes sure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from jobs import fleet, measures
from jobs.measures import Ended, Queue
from users.acting import service

HEALTHY, WARNING, CRITICAL = "healthy", "warning", "critical"
MESSAGES = {
    HEALTHY: "All systems operational",
    WARNING: "System operational with minor issues",
    CRITICAL: "System experiencing critical issues",
}
LEVELS = list(MESSAGES)
"""From good to bad."""
MINUTE = timedelta(minutes=1)
FEW = 5


@dataclass(frozen=True)
class Figures:
    """What the rules look at. `day`: the jobs that ended in the last 24 hours; `lately`: how many did in the time after
    which a queue that ends nothing has stalled. `stuck`: how many run and nobody looks after them. `breakers`: of the
    providers that are left alone now.
    """

    at: datetime
    queue: Queue
    day: Ended
    lately: int
    stuck: int
    clusters: int
    workers: int
    breakers: tuple[str, ...]

    @property
    def success_percent(self) -> float:
        """100 when nothing has ended: no news is no bad news."""
        return 100.0 if self.day.success_percent is None else self.day.success_percent

    @property
    def failure_percent(self) -> float:
        return self.day.failure_percent or 0.0

    @property
    def telling_failures(self) -> float:
        """As failure_percent; of a few jobs nothing worse than a warning, or the only one of a day that failed would be
        a hundred percent.
        """
        _, critical = settings.HEALTH_LIMITS["failure_percent"]
        is_few = self.day.completed + self.day.failed < FEW
        return min(self.failure_percent, critical) if is_few else self.failure_percent

    @property
    def wait_minutes(self) -> float:
        """Of the job that is due for longest."""
        return (self.queue.oldest_wait or timedelta(0)) / MINUTE


@dataclass(frozen=True)
class Rule:
    """Something that is measured, with limits in settings.HEALTH_LIMITS under its name; what it says above them."""

    name: str
    measured: Callable[[Figures], float]
    warning: str
    critical: str
    advice: str


@dataclass(frozen=True)
class Finding:
    """A rule whose limit was passed."""

    rule: str
    level: str
    label: str
    advice: str
    value: float
    limit: float


RULES = (
    Rule(
        "queue_depth",
        lambda seen: seen.queue.depth,
        "Queue depth is elevated",
        "Queue depth is critically high",
        "Look for stuck jobs; start another cluster or raise MAX_CONCURRENT_JOBS.",
    ),
    Rule(
        "failure_percent",
        lambda seen: seen.telling_failures,
        "Job success rate could be improved",
        "Job success rate is below acceptable threshold",
        "Look at the error codes of the failed jobs, and at the provider.",
    ),
    Rule(
        "processing_minutes",
        lambda seen: (seen.day.p95 or timedelta(0)) / MINUTE,
        "Jobs take longer than they should",
        "Jobs take far longer than they should",
        "Look at the times of the steps of slow jobs, and at the provider.",
    ),
    Rule(
        "wait_minutes",
        lambda seen: seen.wait_minutes,
        "Jobs wait longer than they should",
        "Jobs are waiting too long in queue",
        "See that clusters run and that ENABLE_AUTO_PROCESSING is on; clear stuck jobs; start another cluster.",
    ),
    Rule(
        "stuck_jobs",
        lambda seen: seen.stuck,
        "Some jobs are stuck",
        "Many jobs are stuck",
        "Start a cluster, which takes them back, or run manage.py rescue_jobs.",
    ),
    Rule(
        "unattended_minutes",
        lambda seen: 0 if seen.clusters else seen.wait_minutes,
        "Jobs wait and no worker is running",
        "Jobs wait and no worker is running",
        "Start a cluster: manage.py qcluster.",
    ),
    Rule(
        "stalled_minutes",
        lambda seen: 0 if seen.lately else seen.wait_minutes,
        "Jobs wait and none comes to an end",
        "Jobs wait and none comes to an end",
        "Look at what the running jobs are busy with; stop the cluster, which puts them back, and start it again.",
    ),
    Rule(
        "open_breakers",
        lambda seen: len(seen.breakers),
        "A provider is failing and left alone for now",
        "Several providers are failing and left alone for now",
        "Look at the provider's status page, its key and its quota; jobs go on by themselves when it answers again.",
    ),
)


@service()
def measure(now: datetime) -> Figures:
    clusters = fleet.alive()
    _, stalled = settings.HEALTH_LIMITS["stalled_minutes"]
    return Figures(
        at=now,
        queue=measures.queue(now),
        day=measures.ended(now),
        lately=measures.ended(now, stalled * MINUTE).number,
        stuck=len(measures.stuck(now)),
        clusters=len(clusters),
        workers=sum(cluster.workers for cluster in clusters),
        breakers=tuple(breaker.name for breaker in measures.breakers() if breaker.holds(now)),
    )


def findings(seen: Figures) -> list[Finding]:
    """What is not as it should be, the worst first."""
    found = [finding for rule in RULES if (finding := _finding(rule, rule.measured(seen)))]
    return sorted(found, key=lambda finding: -LEVELS.index(finding.level))


def assess(seen: Figures) -> str:
    """The worst that any rule says; nothing to measure is healthy."""
    return max((finding.level for finding in findings(seen)), key=LEVELS.index, default=HEALTHY)


def _finding(rule: Rule, value: float) -> Finding | None:
    """Limits are passed by what is above them; None is no limit."""
    warning, critical = settings.HEALTH_LIMITS[rule.name]
    if critical is not None and value > critical:
        return Finding(rule.name, CRITICAL, rule.critical, rule.advice, value, critical)
    if warning is not None and value > warning:
        return Finding(rule.name, WARNING, rule.warning, rule.advice, value, warning)
    return None
