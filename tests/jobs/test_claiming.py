"""Which job runs next, and that exactly one worker gets it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from jobs.claiming import DUE_SQL, claim_next, due_params
from jobs.models import Job
from jobs.states import Status
from tests.job_types import Noop
from tests.jobs.helpers import make_job


def due() -> tuple[bool, float | None]:
    with connection.cursor() as cursor:
        cursor.execute(DUE_SQL, due_params())
        return cursor.fetchone()


@pytest.fixture
def ages(db) -> list[Job]:
    now = timezone.now()
    return [make_job(run_at=now - timedelta(minutes=minutes)) for minutes in (1, 3, 2)]


def test_the_oldest_of_equal_priority_comes_first(ages):
    assert [claim_next().id for _ in ages] == [ages[1].id, ages[2].id, ages[0].id]


def test_a_higher_priority_comes_before_a_higher_age(ages):
    Job.objects.filter(id=ages[0].id).update(priority=9)
    assert claim_next().id == ages[0].id


def test_with_priorities_switched_off_only_age_counts(ages, settings):
    settings.ENABLE_PRIORITY_PROCESSING = False
    Job.objects.filter(id=ages[0].id).update(priority=9)
    assert claim_next().id == ages[1].id


@pytest.mark.django_db
def test_a_job_is_not_taken_before_its_time():
    make_job(run_at=timezone.now() + timedelta(seconds=60))
    assert claim_next() is None
    is_due, next_in = due()
    assert not is_due
    assert 55 < next_in <= 60


def test_no_more_jobs_run_than_allowed_over_all(ages, settings):
    settings.MAX_CONCURRENT_JOBS = 2
    assert claim_next()
    assert claim_next()
    assert claim_next() is None
    assert due() == (False, None)


def test_no_more_jobs_of_a_type_run_than_it_allows(ages, monkeypatch):
    monkeypatch.setattr(Noop, "concurrency", 1)
    assert claim_next()
    assert claim_next() is None
    assert not due()[0]


def test_with_automatic_processing_off_nothing_is_taken(ages, settings):
    settings.ENABLE_AUTO_PROCESSING = False
    assert claim_next() is None
    assert not due()[0]


@pytest.mark.django_db
def test_a_type_this_installation_does_not_know_is_left_alone():
    make_job(type="from-a-newer-release")
    assert claim_next() is None


@pytest.mark.django_db
def test_each_claim_raises_the_attempt_and_starts_a_lease():
    job = make_job()
    claim = claim_next()
    job.refresh_from_db()
    assert (job.status, job.attempt, claim.attempt) == (Status.PROCESSING, 1, 1)
    assert job.worker == claim.worker
    assert job.lease_expires_at > timezone.now()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("waiting", "allowed"), [(1, 50), (20, 4)])
def test_claimers_at_the_same_moment_share_without_overlap_and_within_the_limit(waiting, allowed, settings):
    settings.MAX_CONCURRENT_JOBS = allowed
    jobs = {make_job().id for _ in range(waiting)}
    start = Barrier(6)

    def claim_all(_) -> list:
        start.wait()
        try:
            return [claim.id for claim in iter(claim_next, None)]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        taken = [job_id for ids in pool.map(claim_all, range(6)) for job_id in ids]
    assert len(taken) == len(set(taken)) == min(waiting, allowed)
    assert set(taken) <= jobs
