"""What a plan allows in a month: reserved with the job, given back by the door that ends it, and by no other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from jobs import engine, outcomes, quotas
from jobs.claiming import claim_next
from jobs.engine import IllegalMove, Submitter, submit
from jobs.errors import PermanentError, TransientError
from jobs.job_type import job_types
from jobs.models import Job, QuotaUse
from jobs.quotas import QuotaExceeded, usage_of
from jobs.retry import RetryPolicy
from jobs.states import Status
from jobs.sweep import sweep
from tests.job_types import Noop
from tests.jobs.helpers import claimed, expire_lease, job_in, make_job
from users.plans import Plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan_limits")]


def used(user) -> int:
    return usage_of(user.pk, user.current_plan).used


def a_month_ago() -> date:
    return (timezone.now().date().replace(day=1) - timedelta(days=1)).replace(day=1)


def at_once(number: int, attempt) -> list[bool]:
    """So many calls at the same moment, each on a connection of its own: whether each was let through."""
    start = Barrier(number)

    def run(_) -> bool:
        start.wait()
        try:
            attempt()
        except (QuotaExceeded, IllegalMove):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.parametrize(("plan", "limit"), [("free", 1), ("basic", 3), ("premium", 10)])
def test_each_plan_has_its_number_of_a_month(alice, settings, plan, limit):
    settings.MAX_JOBS_PER_USER = 100
    alice.plan = plan
    for _ in range(limit):
        make_job(alice)
    with pytest.raises(QuotaExceeded):
        make_job(alice)
    assert used(alice) == limit


def test_the_unlimited_plan_and_limits_below_zero_let_everything_pass(alice, bob, settings, plan_limits):
    settings.SUBSCRIPTION_LIMITS = plan_limits | {"free": -1}
    bob.plan = Plan.UNLIMITED
    for user in (alice, bob):
        for _ in range(4):
            make_job(user)
        assert used(user) == 4


def test_a_plan_that_has_expired_is_the_free_one(alice):
    alice.plan, alice.plan_expires_at = Plan.UNLIMITED, timezone.now() + timedelta(hours=1)
    make_job(alice)
    make_job(alice)
    alice.plan_expires_at = timezone.now()
    with pytest.raises(QuotaExceeded, match="free storybook"):
        make_job(alice)


def test_a_type_that_does_not_count_is_never_refused_and_uses_nothing(alice, monkeypatch):
    make_job(alice)
    monkeypatch.setattr(Noop, "counts_as", "")
    make_job(alice)
    assert used(alice) == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_starts_at_once_pass_the_quota_to_the_last_one_and_no_further(alice, settings):
    settings.MAX_JOBS_PER_USER = 100
    alice.plan = Plan.BASIC
    let_through = at_once(20, lambda: submit(job_types()["noop"], {}, Submitter(alice)))
    assert sum(let_through) == 3
    assert Job.objects.filter(user=alice).count() == QuotaUse.objects.count() == used(alice) == 3


def test_a_job_that_could_not_be_stored_has_used_nothing(alice, monkeypatch):
    monkeypatch.setattr(Noop, "adopt", lambda self, job: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_job(alice)
    assert not QuotaUse.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_neither_the_end_of_a_job_nor_what_it_gives_back_is_stored_without_the_other(alice, monkeypatch):
    job = make_job(alice)
    monkeypatch.setattr(quotas, "follow", lambda *args: 1 / 0)  # a crash after the job's own row
    with pytest.raises(ZeroDivisionError):
        engine.cancel(job.id, actor="alice")
    job.refresh_from_db()
    assert (job.status, used(alice)) == (Status.PENDING, 1)


@pytest.mark.parametrize("status", [Status.FAILED, Status.CANCELLED])
def test_what_failed_or_was_cancelled_is_given_back(alice, status):
    job_in(status, alice)
    assert used(alice) == 0
    make_job(alice)


def test_a_job_that_has_delivered_cannot_be_cancelled_any_more_and_keeps_its_place(alice):
    job, claim = claimed(alice)
    outcomes.fenced(claim, lambda: None, final=True)
    job.refresh_from_db()
    assert job.can_cancel is False
    with pytest.raises(IllegalMove):
        engine.cancel(job.id, actor="alice")
    outcomes.complete(claim, {})
    assert used(alice) == 1


def test_what_nobody_wants_any_more_is_not_delivered(alice):
    job, claim = claimed(alice)
    engine.cancel(job.id, actor="alice")
    written = []
    with pytest.raises(PermanentError) as stop:
        outcomes.fenced(claim, lambda: written.append(1), final=True)
    outcomes.fail_or_retry(claim, stop.value, RetryPolicy())
    job.refresh_from_db()
    assert (job.status, written, used(alice)) == (Status.CANCELLED, [], 0)


def test_a_worker_lost_after_the_delivery_gives_nothing_back(alice):
    job, claim = claimed(alice)
    outcomes.fenced(claim, lambda: None, final=True)
    Job.objects.filter(id=job.id).update(retry_count=3)
    expire_lease(job)
    sweep()
    job.refresh_from_db()
    assert (job.status, used(alice)) == (Status.FAILED, 1)


@pytest.mark.parametrize("end", ["asked", "swept"])
def test_a_running_job_that_is_cancelled_or_lost_for_good_is_given_back(alice, end):
    job, claim = claimed(alice)
    if end == "asked":
        engine.cancel(job.id, actor="alice")
        assert used(alice) == 1  # until it has stopped, it may still pay
        outcomes.cancelled(claim)
    else:
        Job.objects.filter(id=job.id).update(retry_count=3)
        expire_lease(job)
        sweep()
    assert used(alice) == 0


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING, Status.COMPLETED])
def test_what_waits_runs_or_is_done_counts(alice, status):
    job_in(status, alice)
    assert used(alice) == 1


def test_deleting_a_finished_job_gives_nothing_back(alice):
    job = job_in(Status.COMPLETED, alice)
    assert engine.delete(job.id)
    assert used(alice) == 1
    with pytest.raises(QuotaExceeded):
        make_job(alice)


def test_tries_that_the_engine_makes_by_itself_count_once(alice):
    _, claim = claimed(alice)
    outcomes.fail_or_retry(claim, TransientError("Busy."), RetryPolicy(base=0, cap=0))
    outcomes.hand_back(claim_next())
    expire_lease(Job.objects.get(id=claim_next().id))
    sweep()
    assert used(alice) == 1
    outcomes.complete(claim_next(), {})
    assert (used(alice), QuotaUse.objects.count()) == (1, 1)


def test_a_retry_by_hand_takes_it_again(alice):
    failed = job_in(Status.FAILED, alice)
    engine.retry(failed.id, actor="alice")
    assert used(alice) == 1
    outcomes.fail_or_retry(claim_next(), PermanentError("No."), RetryPolicy())
    assert used(alice) == 0


def test_a_retry_by_hand_is_refused_when_another_job_has_taken_the_place(alice):
    failed = job_in(Status.FAILED, alice)
    make_job(alice)
    with pytest.raises(QuotaExceeded):
        engine.retry(failed.id, actor="alice")
    failed.refresh_from_db()
    assert (failed.status, used(alice)) == (Status.FAILED, 1)


@pytest.mark.django_db(transaction=True)
def test_retries_of_two_jobs_at_once_pass_the_quota_once(alice):
    failed = [job_in(Status.FAILED, alice).id for _ in range(2)] * 4
    let_through = at_once(8, lambda: engine.retry(failed.pop(), actor="alice"))
    assert sum(let_through) == used(alice) == 1


@pytest.mark.django_db(transaction=True)
def test_who_clicks_retry_twice_is_told_that_the_job_waits_and_not_that_their_plan_is_used_up(alice):
    job = job_in(Status.FAILED, alice)
    start, told = Barrier(4), []

    def click(_) -> None:
        start.wait()
        try:
            engine.retry(job.id, actor="alice")
        except Exception as error:
            told.append(type(error))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(click, range(4)))
    assert told == [IllegalMove] * 3


def test_a_job_that_ends_in_the_next_month_counts_for_the_one_it_was_started_in(alice):
    _, claim = claimed(alice)
    QuotaUse.objects.update(month=a_month_ago())
    outcomes.complete(claim, {})
    assert QuotaUse.objects.get().month == a_month_ago()
    assert used(alice) == 0
    make_job(alice)


def test_a_retry_in_the_next_month_counts_for_that_one(alice):
    failed = job_in(Status.FAILED, alice)
    QuotaUse.objects.update(month=a_month_ago())
    engine.retry(failed.id, actor="alice")
    assert used(alice) == 1


def test_what_counted_for_months_that_are_over_is_forgotten_unless_it_may_count_again(alice):
    alice.plan = Plan.PREMIUM
    alice.save()
    gone, failed, of_now = job_in(Status.COMPLETED, alice), job_in(Status.FAILED, alice), make_job(alice)
    QuotaUse.objects.exclude(job_id=of_now.id).update(month=a_month_ago())
    engine.delete(gone.id)
    quotas.delete_old()
    assert set(QuotaUse.objects.values_list("job_id", flat=True)) == {failed.id, of_now.id}
    engine.retry(failed.id, actor="alice")
    assert used(alice) == 2


def test_the_month_is_the_calendar_s_in_utc(alice):
    make_job(alice)
    usage = usage_of(alice.pk, alice.plan)
    now = timezone.now()
    assert QuotaUse.objects.get().month == now.date().replace(day=1)
    assert (usage.resets_at.day, usage.resets_at.hour, usage.resets_at.utcoffset()) == (1, 0, timedelta(0))
    assert timedelta(0) < usage.resets_at - now <= timedelta(days=31)


def test_one_user_s_jobs_are_not_another_s(alice, bob):
    make_job(alice)
    assert used(bob) == 0
    make_job(bob)


def test_guests_are_counted_by_address_where_they_have_a_limit(settings, plan_limits):
    guests = [Submitter(guest=uuid4()) for _ in range(2)]
    noop = job_types()["noop"]
    for _ in range(3):
        submit(noop, {}, guests[0])
    settings.SUBSCRIPTION_LIMITS = plan_limits | {"guest": 3}
    with pytest.raises(QuotaExceeded, match="sign in"):
        submit(noop, {}, guests[0])
    submit(noop, {}, guests[1])
