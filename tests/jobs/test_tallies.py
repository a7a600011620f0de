"""Each end of a job is counted once, for ever, whoever ends it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobs import engine, outcomes
from jobs.claiming import claim_next
from jobs.errors import PermanentError
from jobs.models import Job
from jobs.retry import RetryPolicy
from jobs.states import Status
from jobs.sweep import sweep
from jobs.tallies import BUCKETS, totals
from tests.jobs.helpers import claimed, expire_lease, job_in, make_job

pytestmark = pytest.mark.django_db


def counts() -> dict[tuple[str, str], int]:
    return {(total.status, total.error_code): total.count for total in totals()}


def test_each_way_to_end_is_counted_by_status_and_code():
    job_in(Status.COMPLETED)
    job_in(Status.FAILED)
    job_in(Status.CANCELLED)
    assert counts() == {("completed", ""): 1, ("failed", "JOB_FAILED"): 1, ("cancelled", ""): 1}


def test_a_job_that_is_repeated_has_not_ended():
    _job, claim = claimed()
    outcomes.hand_back(claim)
    assert counts() == {}


def test_a_retry_by_hand_that_fails_again_is_a_second_failure():
    job = job_in(Status.FAILED)
    engine.retry(job.id, actor="test")
    claim = claim_next()
    assert claim.id == job.id
    outcomes.fail_or_retry(claim, PermanentError("No."), RetryPolicy())
    assert counts() == {("failed", "JOB_FAILED"): 2}


def test_jobs_that_the_sweep_gives_up_are_counted():
    for _ in range(3):
        job, _claim = claimed(max_retries=0)
        expire_lease(job)
    sweep()
    assert counts() == {("failed", "WORKER_LOST"): 3}


def test_counts_stay_when_jobs_are_deleted():
    engine.delete(job_in(Status.COMPLETED).id)
    assert counts() == {("completed", ""): 1}


def test_what_is_rolled_back_was_never_counted():
    job = make_job()
    with transaction.atomic():
        engine.cancel(job.id, actor="test")
        transaction.set_rollback(True)
    assert counts() == {}


def test_run_times_and_waits_add_up_and_fall_into_their_buckets():
    for seconds in (0.5, 7, 10_000):
        job, claim = claimed()
        started = timezone.now() - timedelta(seconds=seconds)
        Job.objects.filter(id=job.id).update(started_at=started, run_at=started - timedelta(seconds=3))
        outcomes.complete(claim, {})
    (total,) = totals()
    assert total.run_seconds == pytest.approx(10_007.5, abs=3)
    assert total.wait_seconds == pytest.approx(9, abs=0.1)
    up_to = dict(zip(BUCKETS, total.buckets, strict=True))
    assert (up_to[1], up_to[5], up_to[10], up_to[1200]) == (1, 1, 2, 2)


def test_a_job_that_never_ran_has_no_run_time():
    job_in(Status.CANCELLED)
    (total,) = totals()
    assert (total.run_seconds, total.wait_seconds, sum(total.buckets)) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_family_that_cancels_is_counted_under_row_security(client_of, alice):
    job = make_job(alice)
    assert client_of(alice).post(f"/api/jobs/cancel/{job.id}").status_code == 200
    assert counts() == {("cancelled", ""): 1}


@pytest.mark.django_db(transaction=True)
def test_jobs_that_end_at_once_are_all_counted():
    jobs = [make_job() for _ in range(12)]
    start = threading.Barrier(4)

    def cancel(some):
        start.wait()
        for job in some:
            engine.cancel(job.id, actor="test")
        connection.close()

    threads = [threading.Thread(target=cancel, args=(jobs[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts() == {("cancelled", ""): 12}
