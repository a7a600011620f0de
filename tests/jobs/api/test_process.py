"""/api/jobs/process: who may have jobs processed, which ones are, and that every number of the report is true."""

import asyncio
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.claiming import claim_next
from jobs.database import in_database
from jobs.engine import cancel
from jobs.errors import PermanentError, TransientError
from jobs.models import Job, JobHistory
from jobs.states import Status
from tests.conftest import UNKNOWN_ID
from tests.job_types import Noop
from tests.jobs.api.working import alive, working
from tests.jobs.helpers import claimed, job_in, make_job
from users import sign_ins

pytestmark = pytest.mark.django_db
with_a_worker = pytest.mark.django_db(transaction=True)
URL = "/api/jobs/process"
SECRET = "5e" * 32
IN_AN_HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def secret(settings):
    settings.WEBHOOK_SECRET = SECRET


@pytest.fixture
def staff(carol, client_of):
    return client_of(carol)


@pytest.fixture
def switched_off(settings):
    settings.ENABLE_AUTO_PROCESSING = False


@pytest.fixture
def behave(monkeypatch):
    """Give the job type its work for this test."""

    def set_work(work):
        monkeypatch.setattr(Noop, "run", lambda self, ctx, data: work(ctx))

    return set_work


def process(client, wait: int = 10, headers: dict | None = None, **body):
    headers = {"Prefer": f"wait={wait}"} | (headers or {})
    return client.post(URL, body, content_type="application/json", headers=headers)


def told(client, **body) -> dict:
    answer = process(client, **body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def outcomes_of(report: dict) -> dict[str, str]:
    return {detail["jobId"]: detail["outcome"] for detail in report["details"]}


def unchanged(job: Job) -> bool:
    before = {"status": job.status, "run_at": job.run_at, "on_demand": False, "updated_at": job.updated_at}
    return Job.objects.filter(id=job.id, **before).exists() and job.history.count() == 1


class TestWhoMay:
    def test_a_guest_is_asked_to_sign_in_and_a_family_is_refused(self, alice, client_of):
        for method in ("get", "post"):
            answer = getattr(client_of(), method)(URL)
            assert (answer.status_code, answer.json()["code"]) == (401, "AUTHENTICATION_REQUIRED")
            answer = getattr(client_of(alice), method)(URL)
            assert (answer.status_code, answer.json()["code"]) == (403, "PERMISSION_DENIED")

    def test_staff_who_may_only_look_is_refused(self, on_duty):
        client = on_duty("view_job", "see_content")
        assert [client.get(URL).status_code, client.post(URL).status_code] == [403, 403]

    def test_staff_may_by_session_and_by_token(self, carol, staff, client_of):
        alive()
        bearer = {"Authorization": f"Bearer {sign_ins.sign_in(carol).access}"}
        assert told(staff)["processed"] == 0
        assert told(client_of(), headers=bearer)["processed"] == 0
        assert [staff.get(URL).status_code, client_of().get(URL, headers=bearer).status_code] == [200, 200]

    @with_a_worker
    def test_whoever_shows_the_secret_may_and_the_history_says_so(self, client):
        job = make_job(run_at=timezone.now() + IN_AN_HOUR)
        with working():
            told(client, headers={"X-Webhook-Secret": SECRET}, specificJobId=str(job.id))
        assert job.history.get(reason="run_now").actor == "External Cron"
        assert client.get(URL, headers={"X-Webhook-Secret": SECRET}).status_code == 200

    @pytest.mark.parametrize("shown", ["", SECRET[:-1], SECRET + "0", SECRET.upper(), "é"])
    def test_a_wrong_secret_opens_nothing_not_even_to_staff(self, staff, shown):
        alive()
        job = make_job()
        answer = process(staff, headers={"X-Webhook-Secret": shown})
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORIZED_WEBHOOK")
        assert answer.json()["error"] == "Unauthorized webhook request"
        assert unchanged(job)

    @pytest.mark.parametrize("shown", ["None", "null", "undefined", SECRET])
    def test_a_secret_that_is_not_set_opens_nothing(self, client, settings, shown):
        settings.WEBHOOK_SECRET = None
        assert process(client, headers={"X-Webhook-Secret": shown}).status_code == 401

    def test_another_site_cannot_have_staffs_browser_do_it(self, staff):
        answer = process(staff, headers={"Origin": "https://evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "CROSS_SITE_REQUEST")


def test_with_no_cluster_alive_it_says_what_to_start_and_changes_nothing(staff):
    job = make_job()
    answer = process(staff, cleanup=True)
    assert (answer.status_code, answer.json()["code"]) == (503, "NO_CLUSTER")
    assert "manage.py qcluster" in answer.json()["error"]
    assert unchanged(job)


@with_a_worker
def test_due_jobs_are_processed_and_counted(staff):
    jobs, later = [make_job() for _ in range(3)], make_job(run_at=timezone.now() + IN_AN_HOUR)
    with working():
        report = told(staff)
    assert (report["processed"], report["errors"], report["skipped"], report["running"]) == (3, 0, 0, 0)
    assert outcomes_of(report) == {str(job.id): "processed" for job in jobs}
    assert report["statistics"] == {
        "total": 4, "pending": 1, "processing": 0, "completed": 3, "failed": 0, "cancelled": 0,
    }  # fmt: skip
    assert report["queueStatus"]["queue"] == report["statistics"]
    assert report["queueStatus"]["worker"] == {"isRunning": True, "healthy": True, "workers": 2}
    assert (report["performance"]["errorRate"], report["performance"]["efficiency"]) == (0, 100)
    assert report["recommendations"] == ["All jobs were processed without an error."]
    assert unchanged(later)


def test_without_a_due_job_nothing_is_measured_and_nothing_is_zero_percent(staff):
    alive()
    report = told(staff)
    assert (report["details"], report["recommendations"]) == ([], [])
    assert (report["performance"]["errorRate"], report["performance"]["efficiency"]) == (None, None)


@with_a_worker
def test_what_became_of_each_job_is_told(staff, behave):
    async def work(ctx):
        match jobs.index(ctx.job_id):
            case 0:
                raise PermanentError("This picture cannot be used.", code="INVALID_IMAGE")
            case 1:
                raise TransientError("Busy.", retry_after=60)
            case 2:
                await in_database(cancel, ctx.job_id, actor="alice")
            case 3:
                await in_database(Job.objects.filter(id=ctx.job_id).delete)
        await ctx.progress(50, "On its way")
        return {}

    behave(work)
    now = timezone.now()
    jobs = [make_job(run_at=now - timedelta(seconds=9 - number)).id for number in range(5)]
    with working():
        report = told(staff, wait=3)
    assert [detail["outcome"] for detail in report["details"]] == [
        "error", "retrying", "cancelled", "deleted", "processed",
    ]  # fmt: skip
    assert (report["processed"], report["errors"], report["skipped"]) == (1, 1, 0)
    failed, retrying = report["details"][:2]
    assert (failed["code"], failed["error"]) == ("INVALID_IMAGE", "This picture cannot be used.")
    assert (retrying["code"], retrying["error"]) == ("EXTERNAL_SERVICE_ERROR", "Busy.")
    assert report["performance"]["errorRate"] == 50
    assert any("50.0 % of the jobs failed" in sentence for sentence in report["recommendations"])


def test_jobs_that_have_not_begun_are_skipped_and_those_that_run_are_not_called_processed(staff, settings):
    alive()
    settings.MAX_CONCURRENT_JOBS = 1
    jobs = [make_job(), make_job()]
    report = told(staff, wait=0)
    assert outcomes_of(report) == {str(job.id): "skipped" for job in jobs}
    assert (report["processed"], report["skipped"]) == (0, 2)
    assert "Nothing was processed although jobs are due." in report["recommendations"]


@with_a_worker
def test_a_job_that_begins_meanwhile_still_runs_at_the_end(staff, behave):
    async def work(ctx):
        await asyncio.to_thread(reported.wait, 10)
        return {}

    behave(work)
    reported = threading.Event()
    job = make_job()
    with working():
        report = told(staff, wait=1)
        reported.set()
    assert outcomes_of(report) == {str(job.id): "running"}
    assert (report["running"], report["processed"]) == (1, 0)
    assert report["queueStatus"]["processor"]["activeJobs"] == [str(job.id)]


@pytest.mark.usefixtures("switched_off")
class TestWithAutomaticProcessingOff:
    def test_it_is_refused_with_what_to_do_and_nothing_changes(self, staff):
        alive()
        job = make_job()
        answer = process(staff)
        assert (answer.status_code, answer.json()["code"]) == (400, "AUTO_PROCESSING_DISABLED")
        assert answer.json()["error"] == "Automatic processing is disabled"
        assert "forceProcessing" in answer.json()["message"]
        assert unchanged(job)

    @with_a_worker
    def test_by_force_the_best_jobs_run_and_no_others(self, staff, carol):
        jobs = [make_job(priority=priority) for priority in (1, 3, 2)]
        with working():
            report = told(staff, forceProcessing=True, maxJobs=2)
        assert list(outcomes_of(report)) == [str(jobs[1].id), str(jobs[2].id)]
        assert report["processed"] == 2
        assert unchanged(jobs[0])
        assert jobs[1].history.get(reason="run_now").actor == str(carol.pk)

    def test_what_does_not_begin_in_time_runs_when_there_is_room(self, staff):
        alive()
        job = make_job()
        assert told(staff, wait=0, forceProcessing=True)["skipped"] == 1
        assert claim_next().id == job.id


def test_with_automatic_processing_on_the_order_of_the_queue_stays_as_it_is(staff):
    alive()
    jobs = [make_job(), make_job()]
    told(staff, wait=0)
    assert not Job.objects.filter(on_demand=True).exists()
    assert all(unchanged(job) for job in jobs)


def test_only_jobs_of_the_types_that_are_named_are_chosen_and_they_come_first(staff):
    alive()
    other, job = make_job(type="scenes", priority=9), make_job()
    report = told(staff, wait=0, jobTypes=["noop", "cartoonize"])
    assert list(outcomes_of(report)) == [str(job.id)]
    assert report["filteredTypes"] == ["noop", "cartoonize"]
    assert claim_next().id == job.id
    assert unchanged(other)


def test_nobody_has_more_processed_at_once_than_a_hundred(staff):
    alive()
    for _ in range(101):
        make_job()
    report = told(staff, wait=0, maxJobs=100_000)
    assert (len(report["details"]), report["configuration"]["maxJobs"]) == (100, 100)


class TestOneJob:
    @with_a_worker
    def test_it_runs_before_its_time_and_alone(self, staff):
        job = make_job(run_at=timezone.now() + IN_AN_HOUR)
        with working():
            report = told(staff, specificJobId=str(job.id))
        assert report["specificJob"] == {"jobId": str(job.id), "success": True}
        assert outcomes_of(report) == {str(job.id): "processed"}

    @with_a_worker
    def test_one_that_fails_is_no_success(self, staff, behave):
        async def fail(ctx):
            raise PermanentError("No.")

        behave(fail)
        job = make_job()
        with working():
            report = told(staff, specificJobId=str(job.id))
        assert (report["specificJob"]["success"], report["errors"]) == (False, 1)

    @pytest.mark.parametrize("status", [status for status in Status if status != Status.PENDING])
    def test_one_of_another_status_is_said_to_be_that(self, staff, status):
        alive()
        answer = process(staff, specificJobId=str(job_in(status).id))
        assert (answer.status_code, answer.json()["code"]) == (409, "ILLEGAL_MOVE")
        assert answer.json()["error"] == f"Cannot run a {status} job now"

    def test_one_that_is_not_there_is_not_found(self, staff):
        alive()
        answer = process(staff, specificJobId=UNKNOWN_ID)
        assert (answer.status_code, answer.json()["code"]) == (404, "JOB_NOT_FOUND")


@pytest.mark.parametrize(
    "wrong",
    [
        {"maxJobs": 0}, {"maxJobs": "many"}, {"maxJobs": None}, {"jobTypes": ["nope"]}, {"jobTypes": "noop"},
        {"specificJobId": "job_1"}, {"specificJobId": UNKNOWN_ID, "jobTypes": ["noop"]},
        {"cleanup": True, "cleanupDays": 0}, {"forceProcessing": "perhaps"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_nothing_changes(staff, wrong):
    alive()
    job = make_job()
    answer = process(staff, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert unchanged(job)


def test_old_finished_jobs_are_cleaned_up_and_counted(staff):
    alive()
    old, new = job_in(Status.COMPLETED), job_in(Status.COMPLETED)
    Job.objects.filter(id=old.id).update(completed_at=timezone.now() - timedelta(days=4))
    assert "cleanup" not in told(staff)
    assert told(staff, cleanup=True)["cleanup"] == {"cleaned": 0, "olderThanDays": 7}
    assert told(staff, cleanup=True, cleanupDays=3)["cleanup"] == {"cleaned": 1, "olderThanDays": 3}
    assert list(Job.objects.values_list("id", flat=True)) == [new.id]
    assert JobHistory.objects.filter(job=old.id).count() == 0


class TestTheStatus:
    def test_it_tells_who_works_and_what_waits(self, staff):
        alive()
        make_job()
        running, _ = claimed(priority=9)
        body = staff.get(URL).json()
        assert body["healthy"] is True
        assert body["queue"] == body["statistics"]
        assert (body["queue"]["pending"], body["queue"]["processing"], body["queue"]["total"]) == (1, 1, 2)
        assert body["worker"]["isRunning"] is True
        assert body["worker"]["processorStats"]["activeJobs"] == [str(running.id)]
        assert (body["worker"]["processingInterval"], body["worker"]["maxRunTime"]) == (30_000, 15 * 60_000)

    def test_with_no_cluster_it_is_not_healthy(self, staff):
        body = staff.get(URL).json()
        assert (body["healthy"], body["worker"]["isRunning"], body["worker"]["workers"]) == (False, False, 0)

    def test_what_has_been_deleted_still_counts(self, staff):
        job_in(Status.COMPLETED).delete()
        assert staff.get(URL).json()["queue"]["completed"] == 1
