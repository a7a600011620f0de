"""GET /api/jobs/health"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.db.models import F
from django.utils import timezone

from jobs.api import health_body
from jobs.fleet import Member
from jobs.health import measure
from jobs.models import Job
from jobs.shared import Shared
from jobs.states import Status
from storybooks.studio.breaker import Breaker
from tests.jobs.helpers import job_in, make_job
from users import sign_ins

pytestmark = pytest.mark.django_db


def health(client_of) -> tuple[int, dict]:
    response = client_of().get("/api/jobs/health")
    return response.status_code, response.json()


def test_a_fresh_system_is_healthy(client_of):
    code, body = health(client_of)
    assert (code, body["status"], body["message"]) == (200, "healthy", "All systems operational")
    assert body["metrics"] == {"queueDepth": 0, "processingCapacity": 3, "successRate": 100}


def test_waiting_jobs_alone_leave_the_rates_whole(client_of):
    make_job()
    assert health(client_of)[1]["metrics"] == {"queueDepth": 1, "processingCapacity": 3, "successRate": 100}


def test_a_cancelled_job_is_no_failure(client_of):
    job_in(Status.CANCELLED)
    job_in(Status.COMPLETED)
    assert health(client_of)[1]["metrics"]["successRate"] == 100


@pytest.mark.parametrize(("depth", "code", "word"), [(20, 200, "healthy"), (21, 200, "warning"), (51, 503, "critical")])
def test_a_deep_queue_is_a_warning_and_then_critical(client_of, depth, code, word):
    Job.objects.bulk_create([Job(type="noop", input_data={}) for _ in range(depth)])
    assert (health(client_of)[0], health(client_of)[1]["status"]) == (code, word)


def test_the_worst_rule_decides(client_of):
    Job.objects.bulk_create([Job(type="noop", input_data={}) for _ in range(25)])
    Job.objects.filter(status="pending").update(run_at=timezone.now() - timedelta(hours=1))
    assert health(client_of)[1]["status"] == "critical"


def test_many_failures_are_critical(client_of):
    for _ in range(5):
        job_in(Status.FAILED)
    assert health(client_of)[1]["status"] == "critical"


def test_the_only_job_of_the_day_that_failed_takes_no_site_down(client_of):
    job_in(Status.FAILED)
    code, body = health(client_of)
    assert (code, body["status"]) == (200, "warning")


# --- In full


FULL = {"systemStatus", "configSummary", "statistics", "health", "operational"}
SECRET = "s" * 32


@pytest.fixture
def in_full(client_of, carol):
    def ask() -> dict:
        cache.clear()
        return client_of(carol).get("/api/jobs/health").json()

    return ask


def test_strangers_and_families_see_no_more_than_the_short_answer(client_of, alice):
    for user in (None, alice):
        assert health_of(client_of(user)).keys() == {"status", "message", "timestamp", "metrics"}


def test_staff_sees_all_of_it_by_session_and_by_token(client_of, carol):
    token = sign_ins.sign_in(carol).access
    assert health_of(client_of(carol)).keys() >= FULL
    assert health_of(client_of(), Authorization=f"Bearer {token}").keys() >= FULL


def test_the_secret_shows_all_of_it_and_only_when_it_is_set(client_of, settings):
    assert not health_of(client_of(), **{"X-Webhook-Secret": ""}).keys() & FULL
    settings.WEBHOOK_SECRET = SECRET
    assert health_of(client_of(), **{"X-Webhook-Secret": SECRET}).keys() >= FULL
    for wrong in ("", SECRET[:-1], SECRET + "s", "ß" * 32):
        assert not health_of(client_of(), **{"X-Webhook-Secret": wrong}).keys() & FULL


def health_of(client, **headers) -> dict:
    return client.get("/api/jobs/health", headers=headers).json()


def test_an_empty_system_has_numbers_everywhere(in_full):
    body = in_full()
    assert body["health"] == {"status": "healthy", "alerts": [], "recommendations": [], "stuckJobsCount": 0}
    assert body["statistics"]["jobs"] == {
        "totalJobs": 0,
        "pendingJobs": 0,
        "processingJobs": 0,
        "completedJobs": 0,
        "failedJobs": 0,
        "cancelledJobs": 0,
        "averageProcessingTime": 0,
        "successRate": 100,
        "queueDepth": 0,
    }
    assert set(body["statistics"]["performance"].values()) == {0}
    assert body["statistics"]["byType"]["noop"]["successRate"] == 100
    assert body["configSummary"]["processingInterval"] == 30_000
    assert body["systemStatus"]["manager"] is False


def test_what_has_ended_is_counted_by_what_it_is(in_full):
    for status in (Status.COMPLETED, Status.COMPLETED, Status.COMPLETED, Status.FAILED, Status.CANCELLED):
        job_in(status)
    make_job()
    body = in_full()
    jobs, noop = body["statistics"]["jobs"], body["statistics"]["byType"]["noop"]
    assert (jobs["totalJobs"], jobs["completedJobs"], jobs["failedJobs"], jobs["cancelledJobs"]) == (6, 3, 1, 1)
    assert (jobs["successRate"], body["metrics"]["errorRate"]) == (75, 25)
    assert (noop["total"], noop["completed"], noop["failed"], noop["successRate"]) == (5, 3, 1, 75)
    assert body["statistics"]["performance"]["jobsPerHour"] == 3


def test_run_times_are_those_of_completed_jobs_in_milliseconds(in_full):
    job = job_in(Status.COMPLETED)
    Job.objects.filter(id=job.id).update(started_at=F("completed_at") - timedelta(seconds=90))
    job_in(Status.FAILED)
    body = in_full()
    assert body["metrics"]["averageProcessingTime"] == 90_000
    assert body["statistics"]["performance"]["p95ProcessingTime"] == 90_000


def test_jobs_that_wait_while_nobody_works_are_critical_and_say_what_to_do(in_full, client_of):
    make_job(run_at=timezone.now() - timedelta(minutes=2))
    body = in_full()
    assert body["status"] == body["health"]["status"] == "critical"
    assert body["health"]["alerts"] == ["Jobs wait and no worker is running"]
    assert body["health"]["recommendations"] == ["Start a cluster: manage.py qcluster."]
    Member(3).beat()
    body = in_full()
    assert (body["status"], body["systemStatus"]["clusters"], body["systemStatus"]["workers"]) == ("healthy", 1, 3)


def test_an_open_breaker_is_a_warning_until_its_pause_is_over(in_full):
    breaker = Breaker.objects.create(name="openai", state="open", until=timezone.now() + timedelta(minutes=1))
    assert in_full()["health"]["alerts"] == ["A provider is failing and left alone for now"]
    Breaker.objects.filter(name=breaker.name).update(until=timezone.now() - timedelta(seconds=1))
    assert in_full()["health"]["alerts"] == []


# --- Cheap, and never a lie


def test_it_is_measured_once_for_all_who_ask_within_seconds(client_of, monkeypatch):
    measured = []
    monkeypatch.setattr(health_body, "measure", lambda now: measured.append(now) or measure(now))
    assert len({health_of(client_of())["timestamp"] for _ in range(5)}) == 1
    assert len(measured) == 1


def test_who_asks_at_the_same_moment_waits_for_one_measurement():
    begun, go_on, calls = threading.Event(), threading.Event(), []

    def slowly() -> int:
        calls.append(1)
        begun.set()
        assert go_on.wait(10)
        return len(calls)

    shared = Shared("test", slowly, 60)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(shared.get)
        assert begun.wait(10)
        others = [pool.submit(shared.get) for _ in range(3)]
        go_on.set()
        assert [one.result(10) for one in (first, *others)] == [1] * 4


def test_an_error_is_not_remembered(client_of, monkeypatch, as_json):
    def away(now):
        raise OperationalError("connection to 10.0.0.1 refused")

    with monkeypatch.context() as patch:
        patch.setattr(health_body, "measure", away)
        response = client_of().get("/api/jobs/health")
    body = response.json()
    assert (response.status_code, body["status"], body["code"]) == (503, "critical", "DATABASE_ERROR")
    assert body["message"] == "Core job systems are not operational"
    assert len(body["recommendations"]) == 3
    assert "10.0.0.1" not in response.text + as_json.getvalue()
    assert as_json.found("❌.*Health check failed")
    assert client_of().get("/api/jobs/health").status_code == 200


def test_a_mistake_of_ours_is_a_500_of_the_same_shape(client_of, monkeypatch, as_json):
    monkeypatch.setattr(health_body, "assess", lambda seen: 1 / 0)
    response = client_of().get("/api/jobs/health")
    assert (response.status_code, response.json()["code"]) == (500, "INTERNAL_ERROR")
    assert response.json()["message"] == "Health check system failure"
    assert as_json.found("❌.*Health check failed")
