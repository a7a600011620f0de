"""How attempts end, and that a worker which lost its job changes nothing any more."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jobs import outcomes, steps
from jobs.claiming import claim_next
from jobs.engine import IllegalMove, cancel, retry
from jobs.errors import JobLost, PermanentError, TransientError
from jobs.models import Job
from jobs.retry import RetryPolicy
from jobs.states import Status
from jobs.sweep import sweep
from tests.jobs.helpers import claimed, expire_lease, job_in, make_job

pytestmark = pytest.mark.django_db
POLICY = RetryPolicy(base=10, cap=60)


def test_a_completed_job_keeps_its_result_and_no_error():
    job, claim = claimed(error_code="X", error_message="earlier trouble")
    outcomes.complete(claim, {"answer": 1})
    job.refresh_from_db()
    assert (job.status, job.progress, job.result_data) == (Status.COMPLETED, 100, {"answer": 1})
    assert (job.error_code, job.error_message, job.worker) == ("", "", "")


def test_a_passing_error_puts_the_job_back_for_later():
    job, claim = claimed()
    outcomes.fail_or_retry(claim, TransientError("Busy.", code="RATE_LIMITED"), POLICY)
    job.refresh_from_db()
    assert (job.status, job.retry_count, job.error_code) == (Status.PENDING, 1, "RATE_LIMITED")
    assert timedelta(seconds=4) < job.run_at - timezone.now() <= timedelta(seconds=10)
    assert claim_next() is None


def test_a_permanent_error_fails_the_job_at_once():
    job, claim = claimed()
    outcomes.fail_or_retry(claim, PermanentError("Not this photo.", code="CONTENT_REFUSED"), POLICY)
    job.refresh_from_db()
    assert (job.status, job.retry_count, job.error_code, job.error_message) == (
        Status.FAILED,
        0,
        "CONTENT_REFUSED",
        "Not this photo.",
    )


def test_a_job_with_three_retries_runs_four_times_and_then_fails():
    job = make_job(max_retries=3)
    for run in range(1, 5):
        Job.objects.filter(id=job.id).update(run_at=timezone.now())
        claim = claim_next()
        assert claim.attempt == run
        outcomes.fail_or_retry(claim, TransientError("Busy."), POLICY)
    job.refresh_from_db()
    assert (job.status, job.retry_count, job.max_retries) == (Status.FAILED, 3, 3)


def test_a_job_handed_back_has_used_up_no_retry():
    job, claim = claimed()
    outcomes.hand_back(claim)
    job.refresh_from_db()
    assert (job.status, job.retry_count) == (Status.PENDING, 0)
    assert claim_next().attempt == 2


@pytest.mark.parametrize(
    "ending",
    [
        lambda claim: outcomes.complete(claim, {}),
        lambda claim: outcomes.fail_or_retry(claim, TransientError("Busy."), POLICY),
        lambda claim: outcomes.fail_or_retry(claim, PermanentError("No."), POLICY),
        outcomes.hand_back,
    ],
    ids=["completed", "retry", "failed", "handed back"],
)
def test_a_job_whose_cancellation_was_asked_for_ends_cancelled_however_it_ended(ending):
    job, claim = claimed()
    assert cancel(job.id, actor="alice") == Status.PROCESSING
    ending(claim)
    job.refresh_from_db()
    assert job.status == Status.CANCELLED


LATE = {
    "complete": lambda claim: outcomes.complete(claim, {"late": True}),
    "fail": lambda claim: outcomes.fail_or_retry(claim, PermanentError("Late."), POLICY),
    "retry": lambda claim: outcomes.fail_or_retry(claim, TransientError("Late."), POLICY),
    "hand back": outcomes.hand_back,
    "cancel": outcomes.cancelled,
    "beat": outcomes.beat,
    "progress": lambda claim: outcomes.report_progress(claim, 90, "Late"),
    "step": lambda claim: steps.remember(claim, "late", {}, [], datetime.now(UTC)),
    "write": lambda claim: outcomes.fenced(claim, lambda: make_job()),
}


@pytest.mark.parametrize("now", [Status.PROCESSING, Status.CANCELLED])
@pytest.mark.parametrize("write", LATE.values(), ids=LATE)
def test_a_late_worker_changes_nothing(write, now):
    job, late = claimed()
    expire_lease(job)
    sweep()
    if now == Status.PROCESSING:
        assert claim_next().attempt == 2
    else:
        cancel(job.id, actor="alice")
    before = Job.objects.filter(id=job.id).values().get()
    with suppress(JobLost):
        write(late)
    assert Job.objects.filter(id=job.id).values().get() == before
    assert job.steps.count() == 0
    assert Job.objects.count() == 1


def test_progress_never_goes_backwards():
    job, claim = claimed()
    outcomes.report_progress(claim, 60, "Sixty")
    outcomes.report_progress(claim, 40, "Forty")
    job.refresh_from_db()
    assert (job.progress, job.current_step) == (60, "Forty")


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_a_finished_job_cannot_be_cancelled(status):
    with pytest.raises(IllegalMove, match=f"Cannot cancel a {status} job"):
        cancel(job_in(status).id, actor="alice")


@pytest.mark.parametrize("status", [Status.FAILED, Status.CANCELLED])
def test_a_failed_or_cancelled_job_can_be_retried_by_hand_with_its_full_number_of_retries(status):
    job = job_in(status)
    Job.objects.filter(id=job.id).update(retry_count=3)
    retry(job.id, actor="alice")
    job.refresh_from_db()
    assert (job.status, job.retry_count, job.error_code, job.completed_at) == (Status.PENDING, 0, "", None)
    assert claim_next().id == job.id


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING, Status.COMPLETED])
def test_other_jobs_cannot_be_retried_by_hand(status):
    with pytest.raises(IllegalMove, match=f"Cannot retry a {status} job"):
        retry(job_in(status).id, actor="alice")


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", [cancel, retry])
def test_what_a_button_offers_is_what_its_verb_does(status, verb):
    job = job_in(status)
    if job.can_cancel if verb is cancel else job.can_retry:
        verb(job.id, actor="test")
    else:
        with pytest.raises(IllegalMove):
            verb(job.id, actor="test")
