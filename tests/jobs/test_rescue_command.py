"""manage.py rescue_jobs: jobs of dead workers come back, those of living ones are left alone."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobs import outcomes
from jobs.engine import cancel
from jobs.errors import JobLost
from jobs.fleet import Member
from jobs.models import Job, JobHistory
from jobs.states import Status
from tests.job_types import Noop
from tests.jobs.helpers import claimed, expire_lease, make_job

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("rescue_jobs", *arguments, stdout=out)
    return out.getvalue()


def lost(**fields) -> tuple[Job, object]:
    job, claim = claimed(**fields)
    expire_lease(job)
    return job, claim


def late() -> Job:
    job, _ = claimed()
    Job.objects.filter(id=job.id).update(started_at=timezone.now() - Noop().time_limit - timedelta(minutes=1))
    return job


def test_a_job_whose_worker_is_gone_goes_back_to_the_queue_and_the_history_tells_who_did_it():
    job, claim = lost()
    told = said()
    assert "🔍 Found 1 potentially stuck jobs" in told
    assert f"{job.id} is back in the queue" in told
    assert "Rescued 1 jobs.\nNo cluster is alive to go on with them." in told
    job.refresh_from_db()
    assert (job.status, job.retry_count, job.error_code) == (Status.PENDING, 1, "WORKER_LOST")
    entry = JobHistory.objects.filter(job=job).order_by("id").last()
    assert (entry.actor, entry.reason) == ("rescue_jobs", "WORKER_LOST")
    with pytest.raises(JobLost):  # its worker comes back from the dead and may write nothing
        outcomes.beat(claim)


def test_where_a_cluster_is_alive_nobody_is_told_to_start_one():
    Member(workers=2).beat()
    lost()
    assert said().endswith("Rescued 1 jobs.\n")


def test_what_became_of_each_is_told():
    again, _ = lost()
    given_up, _ = lost(max_retries=0)
    unwanted, _ = claimed()
    cancel(unwanted.id, actor="alice")
    expire_lease(unwanted)
    told = said()
    assert "🔍 Found 3 potentially stuck jobs" in told
    assert f"{again.id} is back in the queue" in told
    assert f"{given_up.id} is failed: it has lost its worker as often" in told
    assert f"{unwanted.id} is cancelled" in told
    assert "Rescued 3 jobs." in told
    statuses = dict(Job.objects.values_list("id", "status"))
    assert statuses == {again.id: "pending", given_up.id: "failed", unwanted.id: "cancelled"}


def test_a_dry_run_shows_them_and_changes_nothing():
    job, _ = lost()
    told = said("--dry-run")
    assert "🔍 Found 1 potentially stuck jobs" in told
    assert str(job.id) in told
    assert "its lease has run out" in told
    assert "Rescued" not in told
    job.refresh_from_db()
    assert job.status == Status.PROCESSING


def test_a_late_job_with_a_living_worker_is_shown_and_never_touched():
    job = late()
    told = said()
    assert "🔍 Found 1 potentially stuck jobs" in told
    assert f"{job.id} noop, 0:01:30, may run for 0:00:30" in told
    assert "Cancel it if it must end" in told
    assert "Rescued 0 jobs." in told
    job.refresh_from_db()
    assert (job.status, job.retry_count) == (Status.PROCESSING, 0)


def test_a_job_that_runs_as_it_should_is_not_even_shown():
    claimed()
    make_job(run_at=timezone.now() - timedelta(days=1))
    assert said() == "🔍 Found 0 potentially stuck jobs\nRescued 0 jobs.\n"


def test_a_job_of_a_type_that_nobody_knows_any_more_is_rescued_like_any_other():
    job, _ = lost()
    Job.objects.filter(id=job.id).update(type="forgotten")
    assert "Rescued 1 jobs." in said()
