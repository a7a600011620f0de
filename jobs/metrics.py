"""What Prometheus is told. All of it comes from the database, so that every process of the site says the same."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from django.conf import settings
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, SummaryMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from jobs import latencies, measures, tallies
from jobs.health import LEVELS, Figures, assess
from jobs.job_type import job_types
from jobs.latencies import BOUNDS, HTTP, PROVIDER
from jobs.models import CallbackDelivery, Latency
from jobs.states import ACTIVE, FINISHED, Status
from jobs.tallies import BUCKETS, Total
from users.acting import service

PREFIX = "storyjobs_"
RAN = (Status.COMPLETED, Status.FAILED)
"""Every job that ended so has run; of those that were cancelled some never did."""


def exposition(seen: Figures, accept: str) -> tuple[bytes, str]:
    """The metrics as text, and its media type: OpenMetrics for who accepts it, else Prometheus' own format.

    `seen` are the figures of the health. Raises the database's errors.
    """
    encode, media_type = choose_encoder(accept)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(seen))
    return encode(registry), media_type


class _Collected(Collector):
    def __init__(self, seen: Figures):
        self._metrics = [*_queue(seen), *_ended(tallies.totals()), _callbacks(), *_latencies(latencies.stored())]

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _queue(seen: Figures) -> Iterator[Metric]:
    jobs = _gauge("jobs", "Unfinished jobs.", ["type", "status"])
    counts = {(job_type, status): 0 for job_type in job_types() for status in ACTIVE}
    counts |= {(job_type, status): count for job_type, status, count in measures.active()}
    for (job_type, status), count in counts.items():
        jobs.add_metric([job_type, status], count)
    yield jobs
    wait = seen.queue.oldest_wait
    plain = {
        "queue_depth": ("Unfinished jobs.", seen.queue.depth),
        "queue_due": ("Jobs that wait for nothing but a worker.", seen.queue.due),
        "queue_scheduled": ("Jobs that wait for their moment.", seen.queue.scheduled),
        "queue_capacity": ("Jobs that may run at once.", settings.MAX_CONCURRENT_JOBS),
        "oldest_wait_seconds": (
            "Of the job that waits for longest.",
            wait.total_seconds() if wait else 0,
        ),
        "stuck_jobs": ("Running jobs that nobody looks after.", seen.stuck),
        "clusters": ("Processes that work jobs off.", seen.clusters),
        "workers": ("Jobs that these can run at once.", seen.workers),
        "success_percent": ("Completed, of those that completed or failed in 24 hours.", seen.success_percent),
        "health_level": ("0 healthy, 1 warning, 2 critical.", LEVELS.index(assess(seen))),
    }
    for name, (meaning, value) in plain.items():
        yield GaugeMetricFamily(PREFIX + name, meaning, value)
    breaker = _gauge("breaker_open", "1 for a provider that is left alone for now.", ["provider"])
    for one in measures.breakers():
        breaker.add_metric([one.name], int(one.holds(seen.at)))
    yield breaker


def _ended(totals: list[Total]) -> Iterator[Metric]:
    """Every known type has its counters from the start: the rise from nothing to one must be seen, too."""
    ended = CounterMetricFamily(PREFIX + "jobs_ended", "Jobs that ended.", labels=["type", "status"])
    failed = CounterMetricFamily(PREFIX + "jobs_failed", "Jobs that failed.", labels=["type", "error_code"])
    run = HistogramMetricFamily(PREFIX + "job_run_seconds", "Run time of the last attempt.", labels=["type", "status"])
    wait = SummaryMetricFamily(PREFIX + "job_wait_seconds", "From due to the start of it.", labels=["type"])
    types = dict.fromkeys([*job_types(), *(total.type for total in totals)])
    for job_type in types:
        own = [total for total in totals if total.type == job_type]
        for status in FINISHED:
            ended.add_metric([job_type, status], sum(total.count for total in own if total.status == status))
        for status in RAN:
            _add_run_times(run, [job_type, status], [total for total in own if total.status == status])
        ran = [total for total in own if total.status in RAN]
        wait.add_metric([job_type], sum(total.count for total in ran), sum(total.wait_seconds for total in ran))
        for total in own:
            if total.status == Status.FAILED:
                failed.add_metric([job_type, total.error_code], total.count)
    yield from (ended, failed, run, wait)


def _add_run_times(family: HistogramMetricFamily, labels: list[str], totals: list[Total]) -> None:
    sums = [sum(counts) for counts in zip(*(total.buckets for total in totals), strict=True)] or [0] * len(BUCKETS)
    buckets = [(str(float(bound)), count) for bound, count in zip(BUCKETS, sums, strict=True)]
    everything = ("+Inf", sum(total.count for total in totals))
    family.add_metric(labels, [*buckets, everything], sum(total.run_seconds for total in totals))


@service()
def _callbacks() -> Metric:
    states = (CallbackDelivery.State.PENDING, CallbackDelivery.State.FAILED)
    family = _gauge("callbacks", "Messages that are not delivered yet, or were given up.", ["state"])
    for state in states:
        family.add_metric([state], CallbackDelivery.objects.filter(state=state).count())  # each by its own index
    return family


def _latencies(rows: list[Latency]) -> Iterator[Metric]:
    families = {
        HTTP: HistogramMetricFamily(
            PREFIX + "http_request_seconds", "Until the answer begins.", labels=["route", "method", "status"]
        ),
        PROVIDER: HistogramMetricFamily(
            PREFIX + "provider_call_seconds", "Calls of providers.", labels=["call", "provider", "outcome"]
        ),
    }
    for row in rows:
        bounds = [*(str(float(bound)) for bound in BOUNDS), "+Inf"]
        buckets = list(zip(bounds, accumulate(row.counts), strict=True))
        families[row.family].add_metric([row.what, row.by, row.outcome], buckets, row.seconds)
    yield from families.values()


def _gauge(name: str, meaning: str, labels: list[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(PREFIX + name, meaning, labels=labels)
