"""What a day may cost: counted with each step, asked before each paid call, and refused at the start."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobs import budgets, engine, outcomes, steps, tasks
from jobs.budgets import NOBODY, BudgetReached, budget_of
from jobs.errors import PermanentError
from jobs.models import DailySpending, Job
from jobs.spending import Charge, ask_to_pay, record
from jobs.states import Status
from tests.job_types import Noop
from tests.jobs.helpers import claimed, job_in, make_job
from tests.refusals import said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_budgets(settings):
    """Five cents a day for each, ten for all."""
    settings.USER_DAILY_BUDGET_USD, settings.DAILY_BUDGET_USD = Decimal("0.05"), Decimal("0.10")


@pytest.fixture
def shop(monkeypatch):
    """A job buys three things for two cents each, in a step each; what was bought."""
    bought = []

    async def buy(what: str):
        await ask_to_pay()
        bought.append(what)
        record(Charge("shop", "m", "image", {}, Decimal("0.02")))
        return what

    async def run(self, ctx, data):
        return {"bought": [await ctx.step(what, lambda what=what: buy(what)) for what in ("one", "two", "three")]}

    monkeypatch.setattr(Noop, "run", run)
    return bought


def spend(usd: str, user=None, day=None) -> None:
    day = day or datetime.now(UTC).date()
    DailySpending.objects.create(day=day, submitter=user.pk if user else NOBODY, usd=usd)


def spent(user) -> Decimal:
    return sum(DailySpending.objects.filter(submitter=user.pk).values_list("usd", flat=True))


def tomorrow() -> datetime:
    return datetime.combine(datetime.now(UTC).date() + timedelta(days=1), datetime.min.time(), UTC)


def a_new_day() -> None:
    """What was spent was spent yesterday, and what waits for today is due."""
    DailySpending.objects.update(day=datetime.now(UTC).date() - timedelta(days=1))
    Job.objects.filter(status=Status.PENDING).update(run_at=timezone.now())


def start(client):
    return client.post("/api/jobs/noop/start", {}, content_type="application/json")


def test_what_a_step_costs_is_added_to_the_day_also_when_it_fails(alice, monkeypatch):
    async def burn():
        for cents in ("0.01", "0.02"):
            record(Charge("shop", "m", "image", {}, Decimal(cents)))
        raise PermanentError("No.")

    async def free():
        return 1

    async def run(self, ctx, data):
        await ctx.step("free", free)
        await ctx.step("burn", burn)

    monkeypatch.setattr(Noop, "run", run)
    make_job(alice)
    tasks.run_next()
    assert spent(alice) == Decimal("0.03")
    assert DailySpending.objects.get().day == datetime.now(UTC).date()


def test_a_guest_s_cost_is_their_address_s(shop, client_of):
    start(client_of())
    tasks.run_next()
    assert DailySpending.objects.get().submitter == Job.objects.get().guest != NOBODY


def test_a_job_does_not_begin_a_paid_call_beyond_the_budget_and_goes_on_the_next_day(alice, shop):
    spend("0.02", alice)
    job = make_job(alice)
    tasks.run_next()
    job.refresh_from_db()
    assert shop == ["one", "two"]
    assert (job.status, job.retry_count, job.error_code) == (Status.PENDING, 0, "BUDGET_REACHED")
    assert (job.run_at, job.current_step) == (tomorrow(), "Paused: goes on tomorrow (UTC)")
    assert job.steps.filter(done=False).count() == 0
    a_new_day()
    tasks.run_next()
    job.refresh_from_db()
    assert (job.status, job.result_data) == (Status.COMPLETED, {"bought": ["one", "two", "three"]})
    assert shop == ["one", "two", "three"]
    assert spent(alice) == Decimal("0.08")


def test_a_paused_job_tells_its_owner_when_it_goes_on_and_nothing_of_money(alice, shop, client_of):
    job = make_job(alice)
    spend("0.05", alice)
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=1))
    tasks.run_next()
    told = client_of(alice).get(f"/api/jobs/{job.id}").json()
    assert (told["status"], told["runAt"]) == ("pending", tomorrow().isoformat(timespec="milliseconds")[:-6] + "Z")
    assert told["queuePosition"] is None
    assert not re.search(r"0\.05|\$|usd", str(told), re.IGNORECASE)


def test_a_paused_job_can_be_cancelled(alice, shop):
    job = make_job(alice)
    spend("0.05", alice)
    tasks.run_next()
    assert engine.cancel(job.id, actor="alice") == Status.CANCELLED


def test_cancelling_wins_over_waiting_for_another_day(alice):
    job, claim = claimed(alice)
    engine.cancel(job.id, actor="alice")
    outcomes.postpone(claim, BudgetReached("Enough.", tomorrow()))
    job.refresh_from_db()
    assert job.status == Status.CANCELLED


def test_the_work_of_others_goes_on_until_the_site_s_budget_is_reached(alice, bob, shop, settings):
    settings.DAILY_BUDGET_USD = Decimal("0.08")
    jobs = [make_job(alice), make_job(bob)]
    spend("0.05", alice)
    tasks.run_next()
    assert shop == ["one", "two"]  # both for Bob: then all have cost 0.09
    for job in jobs:
        job.refresh_from_db()
        assert (job.status, job.error_code) == (Status.PENDING, "BUDGET_REACHED")


def test_a_start_beyond_one_s_own_budget_is_refused_until_tomorrow_without_a_word_of_money(alice, bob, client_of):
    spend("0.05", alice)
    answer = start(client_of(alice))
    assert answer.status_code == 429
    assert said(answer) == {
        "error": "You have reached what can be made for you in one day. Please try again tomorrow.",
        "code": "BUDGET_REACHED",
    }
    assert 0 < int(answer["Retry-After"]) <= 24 * 3600
    assert timedelta(seconds=int(answer["Retry-After"])) - (tomorrow() - timezone.now()) < timedelta(seconds=2)
    assert start(client_of(bob)).status_code == 202
    assert not Job.objects.filter(user=alice).exists()


def test_beyond_the_site_s_budget_nobody_starts_anything(alice, client_of):
    spend("0.10")
    for client in (client_of(alice), client_of()):
        answer = start(client)
        assert (answer.status_code, answer.json()["code"]) == (429, "BUDGET_REACHED")
        assert answer.json()["error"] == "We have reached what we can make in one day. Please try again tomorrow."


def test_a_retry_by_hand_is_refused_like_a_start(alice, client_of):
    failed = job_in(Status.FAILED, alice)
    spend("0.05", alice)
    answer = client_of(alice).post(f"/api/jobs/{failed.id}/retry")
    assert (answer.status_code, answer.json()["code"]) == (429, "BUDGET_REACHED")
    failed.refresh_from_db()
    assert failed.status == Status.FAILED


def test_what_was_spent_yesterday_is_no_matter_today(alice, client_of):
    spend("99", alice, datetime.now(UTC).date() - timedelta(days=1))
    assert start(client_of(alice)).status_code == 202


def test_deleting_jobs_does_not_make_room(alice, shop, client_of, settings):
    settings.USER_DAILY_BUDGET_USD = Decimal("0.06")
    job = make_job(alice)
    tasks.run_next()
    assert engine.delete(job.id)
    assert start(client_of(alice)).status_code == 429


def test_without_budgets_everything_passes_and_is_counted_all_the_same(alice, shop, client_of, settings):
    settings.USER_DAILY_BUDGET_USD = settings.DAILY_BUDGET_USD = None
    spend("1000", alice)
    start(client_of(alice))
    tasks.run_next()
    assert Job.objects.get().status == Status.COMPLETED
    assert spent(alice) == Decimal("1000.06")


def test_an_account_tells_that_the_day_is_over(alice, client_of):
    assert client_of(alice).get("/api/account").json()["budgetReached"] is False
    spend("0.05", alice)
    told = client_of(alice).get("/api/account").json()
    assert told["budgetReached"] is True
    assert "0.05" not in str(told)
    assert budget_of(alice.pk).resets_at == tomorrow()


def test_a_step_that_is_stored_twice_is_paid_once(alice):
    _, claim = claimed(alice)
    charge = Charge("shop", "m", "image", {}, Decimal("0.02"))
    for _ in range(2):  # as when the first answer was lost with its connection
        steps.remember(claim, "buy", {}, [charge], timezone.now())
    assert spent(alice) == Decimal("0.02")


def test_a_price_that_nobody_knows_is_told_in_the_log(caplog):
    record(Charge("shop", "a-new-model", "image", {"picture": 5}))
    assert "spending.price_unknown provider=shop model=a-new-model" in caplog.text


def test_what_was_paid_for_somebody_who_is_erased_stays_in_the_sum_of_the_day(alice):
    spend("0.04", alice)
    spend("0.01")
    budgets.forget(alice.pk)
    assert list(DailySpending.objects.values_list("submitter", "usd")) == [(NOBODY, Decimal("0.05"))]


def test_after_a_month_nobody_knows_any_more_whom_a_day_has_cost_what(alice, bob):
    today = datetime.now(UTC).date()
    kept, old = today - timedelta(days=31), today - timedelta(days=32)
    for day in (kept, old):
        spend("0.04", alice, day)
        spend("0.02", bob, day)
        spend("0.01", day=day)
    for _ in range(2):
        budgets.forget_old()
    rows = DailySpending.objects.order_by("day", "usd").values_list("day", "submitter", "usd")
    assert list(rows.filter(day=old)) == [(old, NOBODY, Decimal("0.07"))]
    assert rows.filter(day=kept).count() == 3
