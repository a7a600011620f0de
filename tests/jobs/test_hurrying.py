"""Staff hurries a waiting job: run now, a higher priority; also while automatic processing is off."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jobs import engine, outcomes
from jobs.broker import JobBroker
from jobs.claiming import DUE_SQL, claim_next, due_params
from jobs.errors import PermanentError, TransientError
from jobs.estimates import queue_position
from jobs.models import Job
from jobs.retry import RetryPolicy
from jobs.states import Status
from jobs.sweep import sweep
from jobs.wishes import BOOST, Priority, level_of
from tests.conftest import UNKNOWN_ID
from tests.job_types import Noop
from tests.jobs.helpers import claimed, expire_lease, job_in, make_job

pytestmark = pytest.mark.django_db

NOT_WAITING = [status for status in Status if status != Status.PENDING]


@pytest.fixture
def switched_off(settings):
    settings.ENABLE_AUTO_PROCESSING = False


def is_due() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(DUE_SQL, due_params())
        return cursor.fetchone()[0]


def run_now(job: Job) -> None:
    engine.run_now(job.id, actor="carol")


def test_a_job_for_tomorrow_that_is_told_to_run_now_is_taken_at_once():
    job = make_job(run_at=timezone.now() + timedelta(days=1))
    run_now(job)
    assert claim_next().id == job.id


def test_it_comes_before_older_and_more_urgent_ones():
    make_job(priority=99, run_at=timezone.now() - timedelta(days=1))
    job = make_job()
    assert queue_position(job) == 2
    run_now(job)
    job.refresh_from_db()
    assert queue_position(job) == 1
    assert claim_next().id == job.id


def test_of_two_the_more_urgent_comes_first():
    jobs = [make_job(), make_job(priority=9)]
    for job in jobs:
        run_now(job)
    assert [claim_next().id for _ in jobs] == [jobs[1].id, jobs[0].id]


@pytest.mark.usefixtures("switched_off")
def test_while_automatic_processing_is_off_it_alone_is_taken():
    other, job = make_job(priority=9), make_job()
    assert not is_due()
    run_now(job)
    assert is_due()
    assert claim_next().id == job.id
    assert claim_next() is None
    assert not is_due()
    other.refresh_from_db()
    assert other.status == Status.PENDING


@pytest.mark.usefixtures("switched_off")
def test_its_retries_and_a_lost_worker_do_not_end_the_order():
    job = make_job()
    run_now(job)
    outcomes.fail_or_retry(claim_next(), TransientError("Busy."), RetryPolicy(base=0, cap=0))
    outcomes.hand_back(claim_next())
    assert claim_next().attempt == 3
    expire_lease(job)
    assert sweep() == 1
    assert claim_next().attempt == 4


@pytest.mark.usefixtures("switched_off")
@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_its_end_does_and_a_retry_by_hand_waits_like_any_other(end):
    job = make_job()
    run_now(job)
    if end == "failed":
        outcomes.fail_or_retry(claim_next(), PermanentError("No."), RetryPolicy())
    else:
        engine.cancel(job.id, actor="alice")
    engine.retry(job.id, actor="alice")
    assert claim_next() is None


@pytest.mark.usefixtures("switched_off")
def test_a_family_cancels_its_hurried_job_under_row_security(alice, client_of):
    job = make_job(alice)
    run_now(job)
    assert client_of(alice).post(f"/api/jobs/cancel/{job.id}").status_code == 200


def test_the_limits_on_what_runs_at_once_hold_for_it(settings):
    settings.MAX_CONCURRENT_JOBS = 1
    claimed()
    job = make_job()
    run_now(job)
    assert not is_due()
    assert claim_next() is None


def test_no_finished_job_can_be_stored_as_told_to_run_now():
    job = job_in(Status.COMPLETED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(id=job.id).update(on_demand=True)


@pytest.mark.parametrize("verb", [engine.run_now, engine.raise_priority])
@pytest.mark.parametrize("status", NOT_WAITING)
def test_only_a_waiting_job_is_hurried(verb, status):
    job = job_in(status)
    before = Job.objects.filter(id=job.id).values().get()
    with pytest.raises(engine.IllegalMove, match=status.value):
        verb(job.id, actor="carol")
    assert Job.objects.filter(id=job.id).values().get() == before


@pytest.mark.parametrize("verb", [engine.run_now, engine.raise_priority])
def test_a_job_that_is_not_there_cannot_be_hurried(verb):
    with pytest.raises(engine.UnknownJob):
        verb(UNKNOWN_ID, actor="carol")


@pytest.mark.parametrize(("verb", "reason"), [(engine.run_now, "run_now"), (engine.raise_priority, "priority_raised")])
def test_the_history_tells_who_did_it(verb, reason):
    job = make_job()
    verb(job.id, actor="carol")
    entry = job.history.latest("id")
    assert (entry.from_status, entry.to_status, entry.actor, entry.reason) == ("pending", "pending", "carol", reason)


def test_a_priority_goes_up_level_by_level_as_far_as_urgent():
    job = make_job(priority=Noop.priority + BOOST[Priority.LOW])
    for level in (Priority.NORMAL, Priority.HIGH, Priority.URGENT):
        engine.raise_priority(job.id, actor="carol")
        job.refresh_from_db()
        assert job.priority - Noop.priority == BOOST[level]
    with pytest.raises(engine.IllegalMove, match="urgent already"):
        engine.raise_priority(job.id, actor="carol")


def test_a_raised_job_is_taken_before_older_ones():
    make_job()
    job = make_job()
    engine.raise_priority(job.id, actor="carol")
    assert claim_next().id == job.id


@pytest.mark.parametrize("verb", [engine.run_now, engine.raise_priority])
@pytest.mark.django_db(transaction=True)
def test_hurrying_wakes_the_clusters(verb):
    job = make_job()
    broker = JobBroker("storyjobs")
    broker._listener.connect()
    verb(job.id, actor="carol")
    assert broker._listener.wait(5) == {""}
    broker._listener.close()


@pytest.mark.usefixtures("switched_off")
@pytest.mark.django_db(transaction=True)
def test_a_broker_passes_the_wake_up_on_though_automatic_processing_is_off(monkeypatch):
    monkeypatch.setattr("jobs.broker.SLICE", 0.03)
    job = make_job()
    broker = JobBroker("storyjobs")
    assert [broker.dequeue() for _ in range(3)] == [[], [], []]
    run_now(job)
    assert any(broker.dequeue() for _ in range(3))
    broker._listener.close()


def test_a_claim_may_be_limited_to_some_types():
    make_job(type="scenes", priority=9)
    job = make_job()
    assert claim_next(types=["cartoonize"]) is None
    assert claim_next(types=["noop", "no-such-type"]).id == job.id


def test_a_claim_may_be_limited_to_one_job():
    make_job(priority=9)
    job = make_job()
    assert claim_next(job_id=job.id).id == job.id
    assert claim_next(job_id=job.id) is None


@pytest.mark.usefixtures("switched_off")
def test_a_claim_by_force_takes_what_automatic_processing_would():
    job = make_job()
    assert claim_next(force=True).id == job.id


@pytest.mark.parametrize(("stored", "word"), [(-9, "low"), (-3, "low"), (2, "normal"), (7, "high"), (12, "urgent")])
def test_a_stored_priority_has_a_word_for_people(stored, word):
    assert level_of(stored, of_the_type=2) == word
