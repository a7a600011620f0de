"""Finished jobs go after a while: manage.py cleanup_jobs, and the schedule that does the same."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs import cleanup
from jobs.models import CallbackDelivery, Job, JobHistory
from jobs.states import Status
from storybooks.files import keep, read
from storybooks.models import StoredFile, Storybook
from tests.jobs.helpers import claimed, job_in, make_job

pytestmark = pytest.mark.django_db
FINISHED = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("cleanup_jobs", *arguments, stdout=out)
    return out.getvalue()


def ended_ago(job: Job, **ago: float) -> Job:
    Job.objects.filter(id=job.id).update(completed_at=timezone.now() - timedelta(**ago))
    return job


def left() -> set:
    return set(Job.objects.values_list("id", flat=True))


def test_jobs_that_ended_longer_ago_than_the_retention_go_and_only_those(settings):
    settings.JOB_RETENTION_DAYS = 7
    for status in FINISHED:
        ended_ago(job_in(status), days=8)
    fresh = [ended_ago(job_in(status), days=6) for status in FINISHED]
    assert "3 jobs deleted." in said()
    assert left() == {job.id for job in fresh}
    assert not JobHistory.objects.exclude(job__in=fresh).exists()


def test_an_unfinished_job_stays_however_old_it_is():
    running, _ = claimed()
    waiting = make_job()
    Job.objects.update(created_at=timezone.now() - timedelta(days=400), started_at=timezone.now() - timedelta(days=400))
    assert "0 jobs deleted." in said("--older-than", "1s")
    assert left() == {running.id, waiting.id}


@pytest.mark.parametrize(("age", "gone"), [("12h", 1), ("1.5d", 0), ("90m", 1), ("3600s", 1), ("13h", 0)])
def test_the_age_may_be_told_in_days_hours_minutes_or_seconds(age, gone):
    ended_ago(job_in(Status.COMPLETED), hours=12.5)
    assert f"{gone} jobs deleted." in said("--older-than", age)


@pytest.mark.parametrize("age", ["7", "-1d", "d", "1w", "1e3d", "999999999d", "7 d", ""])
def test_an_age_that_makes_no_sense_is_refused_with_examples(age):
    with pytest.raises(CommandError, match="such as 7d, 12h"):
        said(f"--older-than={age}")


def test_a_dry_run_counts_by_type_and_status_and_changes_nothing():
    for status in (*FINISHED, Status.FAILED):
        ended_ago(job_in(status), days=30)
    told = said("--dry-run").splitlines()
    assert told == [
        "       1 noop, cancelled",
        "       1 noop, completed",
        "       2 noop, failed",
        "       4 jobs would be deleted.",
    ]
    assert Job.objects.count() == 4
    assert said().splitlines()[-1] == "       4 jobs deleted."


def test_the_book_of_a_deleted_job_stays_and_can_be_read(alice):
    job = job_in(Status.COMPLETED, alice)
    book = Storybook.objects.create(user=alice, job=job, title="t", story="s", audience="children", pages=[])
    pdf = keep("book", b"%PDF-", "application/pdf", user_id=alice.pk, job_id=job.pk)
    StoredFile.objects.filter(id=pdf.id).update(storybook=book)
    ended_ago(job, days=30)
    said()
    book.refresh_from_db()
    assert book.job is None
    assert read(StoredFile.objects.get(storybook=book)) == b"%PDF-"


def test_a_job_whose_client_has_not_been_told_yet_stays_until_it_is():
    job = ended_ago(job_in(Status.FAILED), days=30)
    message = CallbackDelivery.objects.create(job=job, url="https://example.com/", job_status="failed")
    assert "0 jobs would" in said("--dry-run")
    assert "0 jobs deleted" in said()
    CallbackDelivery.objects.filter(id=message.id).update(state="failed")
    assert "1 jobs deleted" in said()


def test_many_go_batch_by_batch_with_a_rest_between(monkeypatch):
    rests: list[float] = []
    monkeypatch.setattr(cleanup, "BATCH", 2)
    monkeypatch.setattr(cleanup.time, "sleep", rests.append)
    for _ in range(5):
        ended_ago(job_in(Status.COMPLETED), days=30)
    assert "5 jobs deleted." in said("--pause", "200ms")
    assert rests == [0.2] * 3


def test_what_went_before_a_ctrl_c_is_told_and_stays_gone(monkeypatch):
    monkeypatch.setattr(cleanup, "BATCH", 2)
    monkeypatch.setattr(cleanup.time, "sleep", lambda seconds: (_ for _ in ()).throw(KeyboardInterrupt))
    for _ in range(5):
        ended_ago(job_in(Status.COMPLETED), days=30)
    with pytest.raises(CommandError, match=r"Stopped. 2 jobs were deleted.") as stopped:
        said()
    assert stopped.value.returncode == 130
    assert Job.objects.count() == 3


def test_the_schedule_does_the_same_and_tells_a_true_count(settings):
    settings.JOB_RETENTION_DAYS = 7
    ended_ago(job_in(Status.COMPLETED), days=8)
    ended_ago(job_in(Status.COMPLETED), days=6)
    function, _ = settings.SCHEDULES["storyjobs: delete old jobs"]
    assert import_string(function)() == 1
    assert Job.objects.count() == 1
