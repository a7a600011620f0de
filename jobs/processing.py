"""Having jobs processed on request: the clusters do it; here they are told what to do, waited for, and reported on."""

import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, TextChoices
from django.utils import timezone

from jobs import engine, fleet, measures, tallies
from jobs.errors import JobError
from jobs.events.waiting import wait_for_ends
from jobs.job_type import job_types
from jobs.models import Job
from jobs.moves import wake
from jobs.states import Status
from users.acting import service

log = logging.getLogger("jobs")

RUNNING_SHOWN = 100


class AutomaticProcessingOff(JobError):
    code = "AUTO_PROCESSING_DISABLED"
    http_status = 400

    def __init__(self, switch: str):
        super().__init__("Automatic processing is disabled")
        self.extra = {"message": f"ENABLE_AUTO_PROCESSING is false. Set {switch} to true to process jobs all the same."}


class NoCluster(JobError):
    code = "NO_CLUSTER"
    http_status = 503


@dataclass(frozen=True)
class Order:
    """What is to be processed: the `most` best due jobs, of all types or some; or one waiting job."""

    most: int
    types: tuple[str, ...] = ()
    job_id: UUID | None = None
    force: bool = False


class Outcome(TextChoices):
    """What became of a chosen job by the time of the answer."""

    PROCESSED = "processed"
    ERROR = "error"
    CANCELLED = "cancelled"
    RUNNING = "running"
    RETRYING = "retrying"
    SKIPPED = "skipped"
    DELETED = "deleted"


@dataclass(frozen=True)
class Detail:
    """`error` and `code` of one that failed, or is to be tried again."""

    job_id: UUID
    type: str
    outcome: Outcome
    error: str = ""
    code: str = ""


@dataclass(frozen=True)
class Report:
    """What became of the chosen jobs in `took`."""

    details: list[Detail]
    took: timedelta

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(detail.outcome for detail in self.details)

    @property
    def milliseconds(self) -> int:
        return round(self.took / timedelta(milliseconds=1))

    @property
    def per_second(self) -> float:
        return round(self.counts[Outcome.PROCESSED] / max(self.took.total_seconds(), 0.001), 3)

    @property
    def error_percent(self) -> float | None:
        """Of those that ended well or badly; None without any."""
        return _percent(self.counts[Outcome.ERROR], self.counts[Outcome.PROCESSED] + self.counts[Outcome.ERROR])

    @property
    def efficiency_percent(self) -> float | None:
        """Of the chosen ones that could be done by now, those that were; None without any."""
        return _percent(self.counts[Outcome.PROCESSED], self.counts[Outcome.PROCESSED] + self.counts[Outcome.SKIPPED])


@dataclass(frozen=True)
class Totals:
    """Unfinished jobs as they are, finished ones since the beginning, also those that have been deleted."""

    pending: int
    processing: int
    completed: int
    failed: int
    cancelled: int

    @property
    def total(self) -> int:
        return self.pending + self.processing + self.completed + self.failed + self.cancelled


@service()
def process(order: Order, actor: str, seconds: float, switch: str) -> Report:
    """Have the jobs run by whoever works, and wait at most `seconds` for their ends. `switch` is what would force it.

    Raises NoCluster and AutomaticProcessingOff, UnknownJob and IllegalMove for one job; then nothing has changed. What
    has not begun when the time is over still runs when there is room for it.
    """
    began = timezone.now()
    expect_cluster()
    if not (settings.ENABLE_AUTO_PROCESSING or order.force):
        raise AutomaticProcessingOff(switch)
    chosen = _chosen(order, actor)
    log.info("processing.asked by=%r chosen=%s", actor, len(chosen))
    wait_for_ends([job.id for job in chosen], seconds)
    report = Report(_details(chosen), timezone.now() - began)
    _tell(report, actor)
    return report


def _tell(report: Report, actor: str) -> None:
    told = (Outcome.PROCESSED, Outcome.ERROR, Outcome.SKIPPED, Outcome.RUNNING)
    event = "processing.reported by=%r milliseconds=%s processed=%s errors=%s skipped=%s running=%s"
    log.info(event, actor, report.milliseconds, *(report.counts[outcome] for outcome in told))


def expect_cluster() -> None:
    """Raises NoCluster."""
    if not fleet.alive():
        raise NoCluster(
            "No cluster is running, so nobody would process these jobs. Start one with `manage.py qcluster`, or work "
            "the jobs off with `manage.py process_jobs`."
        )


def _chosen(order: Order, actor: str) -> list[Job]:
    if order.job_id:
        jobs = list(Job.objects.filter(id=order.job_id))
        engine.run_now(order.job_id, actor=actor)
        return jobs
    jobs = _best(order)
    if order.types or not settings.ENABLE_AUTO_PROCESSING:  # else the clusters take these first by themselves
        _hurry(jobs, actor)
    wake()
    return jobs


def _best(order: Order) -> list[Job]:
    """In the order of claims."""
    types = order.types or tuple(job_types())
    due = Job.objects.filter(status=Status.PENDING, run_at__lte=timezone.now(), type__in=types)
    first = _first(due.filter(on_demand=True), order.most)
    return first + _first(due.filter(on_demand=False), order.most - len(first))


def _first(jobs: QuerySet[Job], most: int) -> list[Job]:
    by = ("-priority", "run_at", "id") if settings.ENABLE_PRIORITY_PROCESSING else ("run_at", "id")
    return list(jobs.order_by(*by).only("id", "type", "attempt")[:most])


def _hurry(jobs: list[Job], actor: str) -> None:
    for job in jobs:
        with suppress(engine.IllegalMove, engine.UnknownJob):  # it begins or goes at this moment
            engine.run_now(job.id, actor=actor)


def _details(chosen: list[Job]) -> list[Detail]:
    fields = ("id", "status", "attempt", "error_code", "error_message")
    now = Job.objects.only(*fields).in_bulk([job.id for job in chosen])
    return [_detail(job, now.get(job.id)) for job in chosen]


def _detail(before: Job, now: Job | None) -> Detail:
    outcome = _outcome(before, now)
    if outcome in (Outcome.ERROR, Outcome.RETRYING):
        return Detail(before.id, before.type, outcome, now.error_message, now.error_code)
    return Detail(before.id, before.type, outcome)


def _outcome(before: Job, now: Job | None) -> Outcome:
    if now is None:
        return Outcome.DELETED
    if now.status == Status.PENDING:
        return Outcome.RETRYING if now.attempt > before.attempt else Outcome.SKIPPED
    return {
        Status.PROCESSING: Outcome.RUNNING,
        Status.COMPLETED: Outcome.PROCESSED,
        Status.FAILED: Outcome.ERROR,
        Status.CANCELLED: Outcome.CANCELLED,
    }[Status(now.status)]


@service()
def running_ids() -> list[UUID]:
    """The jobs that run now, the longest first; at most RUNNING_SHOWN."""
    running = Job.objects.filter(status=Status.PROCESSING).order_by("started_at")
    return list(running.values_list("id", flat=True)[:RUNNING_SHOWN])


def totals(queue: measures.Queue) -> Totals:
    ended: Counter[str] = Counter()
    for tally in tallies.totals():
        ended[tally.status] += tally.count
    return Totals(queue.pending, queue.processing, *(ended[status] for status in ("completed", "failed", "cancelled")))


def recommendations(queue: measures.Queue, report: Report) -> list[str]:
    """What an operator may want to do, from what was measured."""
    waiting, failing = settings.HEALTH_LIMITS["queue_depth"][0], settings.HEALTH_LIMITS["failure_percent"][0]
    counts, errors, efficiency = report.counts, report.error_percent, report.efficiency_percent
    rules = {
        f"{queue.pending} jobs are waiting: start more workers, or raise MAX_CONCURRENT_JOBS.": queue.pending > waiting,
        f"{errors} % of the jobs failed: look at their error codes in the admin.": (errors or 0) > failing,
        f"{counts[Outcome.SKIPPED]} jobs have not begun: as many run as may run at once.": counts[Outcome.SKIPPED]
        and (efficiency or 0) < 80,
        "Nothing was processed although jobs are due.": queue.due and not counts[Outcome.PROCESSED],
        "All jobs were processed without an error.": counts[Outcome.PROCESSED] == len(report.details) > 0,
    }
    return [sentence for sentence, holds in rules.items() if holds]


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
