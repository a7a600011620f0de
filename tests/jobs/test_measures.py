"""What is measured is what happened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jobs import measures
from jobs.models import Job
from jobs.states import Status
from tests.jobs.helpers import claimed, job_in, make_job

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOW = datetime(2026, 5, 17, 15, 20, tzinfo=UTC)


def ended_job(status=Status.COMPLETED, *, at=NOW - HOUR, ran=60.0, waited=5.0, code="JOB_FAILED", **fields) -> Job:
    """A job that ended `at` after it `ran` and had `waited` for so many seconds."""
    job = job_in(status)
    started = at - timedelta(seconds=ran)
    run_at = started - timedelta(seconds=waited)
    times = {"created_at": run_at, "run_at": run_at, "started_at": started, "completed_at": at}
    if status == Status.FAILED:
        fields["error_code"] = code
    Job.objects.filter(id=job.id).update(**times, **fields)
    return job


def test_nothing_is_measured_of_nothing():
    queue, ended = measures.queue(NOW), measures.ended(NOW)
    assert (queue.depth, queue.oldest_wait) == (0, None)
    assert (ended.number, ended.success_percent, ended.failure_percent, ended.retried_percent) == (0, None, None, None)
    assert (ended.average, ended.p50, ended.p95, ended.peak, ended.wait_p95) == (None,) * 5
    assert measures.error_codes(NOW) == []
    assert measures.stuck(NOW) == []
    assert all(kind.number == 0 for kind in measures.ended_by_type(NOW).values())


def test_the_queue_tells_who_waits_for_a_worker_from_who_waits_for_its_moment():
    claimed()
    make_job(run_at=NOW - timedelta(minutes=7))
    make_job(run_at=NOW - timedelta(minutes=2))
    make_job(run_at=NOW + HOUR)
    queue = measures.queue(NOW)
    assert (queue.pending, queue.due, queue.scheduled, queue.processing, queue.depth) == (3, 2, 1, 1, 4)
    assert queue.oldest_wait == timedelta(minutes=7)
    assert measures.active() == [("noop", "pending", 3), ("noop", "processing", 1)]


def test_only_what_ended_in_the_window_counts():
    ended_job(at=NOW - 25 * HOUR)
    ended_job(at=NOW - 23 * HOUR)
    ended_job(at=NOW + HOUR)
    assert measures.ended(NOW).number == 1
    assert measures.ended(NOW, 48 * HOUR).number == 2


def test_who_cancels_has_not_failed():
    for status in (Status.COMPLETED, Status.COMPLETED, Status.COMPLETED, Status.FAILED, Status.CANCELLED):
        ended_job(status)
    ended = measures.ended(NOW)
    assert (ended.completed, ended.failed, ended.cancelled) == (3, 1, 1)
    assert (ended.success_percent, ended.failure_percent) == (75.0, 25.0)


def test_run_times_are_of_completed_jobs_and_waits_also_of_failed_ones():
    for ran in (10, 20, 30, 40, 100):
        ended_job(ran=ran, waited=1)
    ended_job(Status.FAILED, ran=5000, waited=201)
    ended = measures.ended(NOW)
    assert ended.average == timedelta(seconds=40)
    assert ended.p50 == timedelta(seconds=30)
    assert ended.p95 == timedelta(seconds=88)  # between the fourth and the fifth, as percentile_cont takes it
    assert ended.peak == timedelta(seconds=100)
    assert ended.wait_p95 == timedelta(seconds=151)


def test_repeated_jobs_are_a_part_of_all_that_ended():
    ended_job(retry_count=2)
    ended_job(Status.CANCELLED)
    assert measures.ended(NOW).retried_percent == 50.0


def test_each_type_has_its_own_figures_also_one_without_jobs():
    ended_job(ran=30)
    of = measures.ended_by_type(NOW)
    assert of["noop"].p50 == timedelta(seconds=30)
    assert len(of) > 1
    assert all(figures.number == 0 for name, figures in of.items() if name != "noop")


def test_the_most_frequent_error_code_comes_first():
    for code in ("JOB_TIMEOUT", "WORKER_LOST", "WORKER_LOST"):
        ended_job(Status.FAILED, code=code)
    assert measures.error_codes(NOW) == [("WORKER_LOST", 2), ("JOB_TIMEOUT", 1)]


def test_the_day_is_told_hour_by_hour_also_the_quiet_ones():
    ended_job(at=datetime(2026, 5, 17, 14, 59, tzinfo=UTC), ran=10)
    ended_job(Status.FAILED, at=datetime(2026, 5, 17, 15, 5, tzinfo=UTC))
    hours = measures.by_hour(NOW)
    assert [hour.start.hour for hour in hours] == [*range(15, 24), *range(0, 16)]
    assert (hours[-2].completed, hours[-2].failed, hours[-2].p95) == (1, 0, timedelta(seconds=10))
    assert (hours[-1].completed, hours[-1].failed, hours[-1].p95) == (0, 1, None)
    assert sum(hour.created for hour in hours) == measures.created(NOW) == 2


def test_a_job_is_stuck_when_nobody_takes_it_back_in_time():
    late = timezone.now() + measures.STUCK_GRACE
    job, _claim = claimed()
    assert measures.stuck(late) == []
    assert measures.stuck(late + timedelta(seconds=20)) == [job.id]


def test_a_job_whose_worker_goes_on_beyond_its_time_limit_is_stuck(settings):
    job, _claim = claimed()
    settings.JOB_TIMEOUT = timedelta(minutes=1)
    assert measures.stuck(timezone.now()) == []
    Job.objects.filter(id=job.id).update(started_at=timezone.now() - timedelta(minutes=2))
    assert measures.stuck(timezone.now()) == [job.id]
