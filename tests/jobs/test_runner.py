"""One attempt from its claim to its ending, in this process, on the real database."""

import asyncio
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobs import keeper, runner, tasks
from jobs.claiming import claim_next
from jobs.database import in_database
from jobs.engine import cancel, retry
from jobs.errors import PermanentError, TransientError
from jobs.models import Job
from jobs.spending import Charge, record
from jobs.states import Status
from tests.job_types import Noop
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def behave(monkeypatch):
    """Give the job type its work for this test."""

    def set_work(work):
        monkeypatch.setattr(Noop, "run", lambda self, ctx, data: work(ctx))

    return set_work


@pytest.fixture
def impatient(monkeypatch):
    """Heartbeats ten times a second."""
    monkeypatch.setattr(keeper, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(keeper, "LOOK_SECONDS", 0.05)


def run_due() -> None:
    Job.objects.filter(status=Status.PENDING).update(run_at=timezone.now())
    tasks.run_next()


def run_one() -> Job:
    job = make_job()
    run_due()
    job.refresh_from_db()
    return job


def test_a_finished_step_is_not_done_again_by_a_later_attempt(behave):
    calls = []

    async def work(ctx):
        first = await ctx.step("buy", lambda: buy("picture"))
        if len(calls) == 1:
            await ctx.step("stumble", stumble)
        return {"bought": first}

    async def buy(what):
        calls.append(what)
        record(Charge("shop", "m", "image", {"tokens": 7}, Decimal("0.01")))
        return {"what": what}

    async def stumble():
        calls.append("stumble")
        raise TransientError("Busy.")

    behave(work)
    job = run_one()
    assert job.status == Status.PENDING
    run_due()
    job.refresh_from_db()
    assert (job.status, job.result_data) == (Status.COMPLETED, {"bought": {"what": "picture"}})
    assert calls == ["picture", "stumble"]
    bought = job.steps.get(name="buy")
    assert (bought.attempt, bought.cost_usd, bought.charges[0]["usage"]) == (1, Decimal("0.01"), {"tokens": 7})


def test_a_failed_step_is_remembered_with_its_cost_and_its_traceback(behave):
    async def burn():
        record(Charge("shop", "m", "image", {}, Decimal("0.02")))
        raise PermanentError("No.", code="CONTENT_REFUSED")

    behave(lambda ctx: ctx.step("burn", burn))
    job = run_one()
    step = job.steps.get()
    assert (job.status, job.error_code, step.done, step.cost_usd) == (
        Status.FAILED,
        "CONTENT_REFUSED",
        False,
        Decimal("0.02"),
    )
    assert "in burn" in step.error


@pytest.mark.usefixtures("impatient")
def test_what_a_cancelled_step_has_paid_for_is_on_record(behave):
    async def pay():
        record(Charge("shop", "m", "image", {}, Decimal("0.03")))
        await asyncio.sleep(60)

    async def work(ctx):
        await in_database(cancel, ctx.job_id, actor="alice")
        await ctx.step("pay", pay)

    behave(work)
    job = run_one()
    assert job.status == Status.CANCELLED
    assert job.steps.get().cost_usd == Decimal("0.03")


def test_an_error_nobody_foresaw_is_retried_and_told_in_general_words(behave, caplog):
    async def work(ctx):
        raise KeyError("the child's name")

    behave(work)
    job = run_one()
    assert (job.status, job.error_code, job.error_message) == (
        Status.PENDING,
        "JOB_FAILED",
        "Something went wrong on our side.",
    )
    assert "the child's name" not in caplog.text
    assert "the child's name" in job.steps.get(name="run").error


def test_a_job_that_runs_too_long_ends_with_a_code_of_its_own(behave, monkeypatch):
    monkeypatch.setattr(Noop, "timeout", timedelta(seconds=0.3))
    stopped = []

    async def work(ctx):
        try:
            await asyncio.sleep(60)
        finally:
            stopped.append(True)

    behave(work)
    job = run_one()
    assert (job.status, job.error_code, job.retry_count) == (Status.FAILED, "JOB_TIMEOUT", 0)
    assert stopped


def test_no_type_runs_longer_than_the_installation_allows(settings):
    settings.JOB_TIMEOUT = timedelta(seconds=5)
    assert Noop().time_limit == timedelta(seconds=5)


@pytest.mark.usefixtures("impatient")
def test_a_cancelled_job_stops_its_calls_and_ends_cancelled(behave):
    stopped = []

    async def work(ctx):
        await in_database(cancel, ctx.job_id, actor="alice")
        try:
            await asyncio.sleep(60)
        finally:
            stopped.append(True)

    behave(work)
    began = time.monotonic()
    job = run_one()
    assert job.status == Status.CANCELLED
    assert stopped
    assert time.monotonic() - began < 10


@pytest.mark.usefixtures("impatient")
def test_a_worker_that_lost_its_job_stops_and_writes_nothing(behave):
    async def work(ctx):
        await asyncio.to_thread(take_over, ctx.job_id)
        await asyncio.sleep(60)

    def take_over(job_id):
        from django.db import connection

        from jobs.sweep import sweep

        Job.objects.filter(id=job_id).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        sweep()
        claim_next()
        connection.close()

    behave(work)
    job = run_one()
    assert (job.status, job.attempt, job.error_code) == (Status.PROCESSING, 2, "WORKER_LOST")


def test_a_draining_worker_hands_its_job_back_without_using_up_a_retry(behave, monkeypatch):
    draining = []
    monkeypatch.setattr(keeper, "draining", lambda: bool(draining))
    monkeypatch.setattr(tasks, "draining", lambda: bool(draining))

    async def work(ctx):
        draining.append(True)
        await asyncio.sleep(60)

    behave(work)
    job = run_one()
    assert (job.status, job.retry_count, job.attempt) == (Status.PENDING, 0, 1)
    assert job.history.order_by("id").last().reason == "handed_back"


def test_a_result_that_comes_while_the_worker_drains_is_kept(behave, monkeypatch):
    draining = []
    monkeypatch.setattr(keeper, "draining", lambda: bool(draining))
    monkeypatch.setattr(tasks, "draining", lambda: bool(draining))

    async def work(ctx):
        draining.append(True)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return {"paid": True}

    behave(work)
    job = run_one()
    assert (job.status, job.result_data) == (Status.COMPLETED, {"paid": True})


def test_work_that_does_not_stop_ends_its_process(behave, monkeypatch):
    class ProcessEnded(BaseException):
        pass

    def leave(code):
        raise ProcessEnded(code)

    monkeypatch.setattr(runner.os, "_exit", leave)
    monkeypatch.setattr(runner, "STUBBORN_SECONDS", 0.2)
    monkeypatch.setattr(Noop, "timeout", timedelta(seconds=0.2))
    released = asyncio.Event()

    async def work(ctx):
        while not released.is_set():
            try:
                await asyncio.wait_for(released.wait(), 60)
            except asyncio.CancelledError:
                asyncio.get_running_loop().call_later(1, released.set)
        return {}

    behave(work)
    job = make_job()
    with pytest.raises(ProcessEnded, match=str(runner.STUBBORN_EXIT)):
        run_due()
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Status.FAILED, "JOB_TIMEOUT")


def test_a_job_retried_by_hand_continues_after_its_finished_steps(behave):
    calls = []

    async def buy():
        calls.append("buy")
        return {}

    async def work(ctx):
        await ctx.step("buy", buy)
        if len(calls) == 1:
            calls.append("refused")
            raise PermanentError("No.")
        return {}

    behave(work)
    job = run_one()
    assert job.status == Status.FAILED
    retry(job.id, actor="alice")
    run_due()
    job.refresh_from_db()
    assert job.status == Status.COMPLETED
    assert calls == ["buy", "refused"]


def test_one_wake_up_works_off_a_backlog():
    jobs = [make_job() for _ in range(5)]
    tasks.run_next()
    assert {Job.objects.get(id=job.id).status for job in jobs} == {Status.COMPLETED}
