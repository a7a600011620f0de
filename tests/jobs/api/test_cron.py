"""/api/cron/process-jobs: services that call regularly have jobs processed, within their limits."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import cron
from jobs.models import Job
from jobs.states import Status
from tests.conftest import UNKNOWN_ID
from tests.jobs.api.signing import SECRET, signed
from tests.jobs.api.working import alive, working
from tests.jobs.helpers import job_in, make_job
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
URL = "/api/cron/process-jobs"
SECRETS = {"GITHUB_WEBHOOK_SECRET": "61" * 32, "VERCEL_WEBHOOK_SECRET": "ce" * 32, "WEBHOOK_SECRET": "5e" * 32}
SHOWN = {provider: {provider.header: SECRETS[provider.setting]} for provider in cron.PROVIDERS}
EXTERNAL = SHOWN[cron.EXTERNAL]
VERCELS_OWN = {"Authorization": f"Bearer {SECRETS['VERCEL_WEBHOOK_SECRET']}"}


@pytest.fixture(autouse=True)
def secrets(settings):
    for name, secret in SECRETS.items():
        setattr(settings, name, secret)


@pytest.fixture
def switched_off(settings):
    settings.ENABLE_AUTO_PROCESSING = False


@pytest.fixture
def critical(settings):
    settings.HEALTH_LIMITS = settings.HEALTH_LIMITS | {"queue_depth": (-2, -1)}


def call(client, headers=EXTERNAL, *, wait: int = 0, **body):
    return client.post(URL, body, content_type="application/json", headers={"Prefer": f"wait={wait}"} | headers)


@pytest.mark.django_db(transaction=True)
def test_due_jobs_are_processed_and_counted(client):
    jobs = [make_job() for _ in range(2)]
    with working():
        body = call(client, wait=10).json()
    assert (body["provider"], body["emergencyMode"]) == ("External Cron", False)
    assert (body["processed"], body["errors"], body["skipped"]) == (2, 0, 0)
    assert {detail["jobId"] for detail in body["details"]} == {str(job.id) for job in jobs}
    assert body["healthCheck"]["healthy"] is True
    assert body["performance"]["processingTime"] < 10_000


def test_the_guides_call_without_a_body_is_enough(client):
    alive()
    answer = client.generic("POST", URL, b"", content_type="application/json", headers=EXTERNAL)
    assert (answer.status_code, answer.json()["configuration"]["maxJobs"]) == (200, 10)
    assert client.generic("POST", URL, b"", content_type="", headers=EXTERNAL).status_code == 200


@pytest.mark.parametrize("provider", cron.PROVIDERS, ids=lambda provider: provider.name)
def test_each_provider_is_known_by_its_secret_and_has_so_many_jobs_processed_at_most(client, provider):
    alive()
    body = call(client, SHOWN[provider], maxJobs=1000).json()
    assert (body["provider"], body["configuration"]["maxJobs"]) == (provider.name, provider.most)
    body = call(client, SHOWN[provider], maxJobs=1000, emergencyMode=True).json()
    assert (body["emergencyMode"], body["configuration"]["maxJobs"]) == (True, provider.most_in_emergency)
    assert call(client, SHOWN[provider], maxJobs=3).json()["configuration"]["maxJobs"] == 3


def test_vercels_own_cron_asks_with_get_and_a_bearer_token(client):
    alive()
    make_job()
    answer = client.get(URL, headers=VERCELS_OWN | {"Prefer": "wait=0"})
    assert (answer.status_code, answer.json()["provider"], answer.json()["skipped"]) == (200, "Vercel Cron", 1)
    assert answer["Cache-Control"] == "private, no-store"


def test_only_jobs_of_the_types_that_are_named_are_chosen(client):
    alive()
    make_job(type="scenes", priority=9)
    job = make_job()
    body = call(client, jobTypes=["noop"]).json()
    assert [detail["jobId"] for detail in body["details"]] == [str(job.id)]
    assert body["filteredTypes"] == ["noop"]


def test_one_job_that_is_named_is_the_only_one(client):
    alive()
    job, _other = make_job(), make_job()
    assert [one["jobId"] for one in call(client, specificJobId=str(job.id)).json()["details"]] == [str(job.id)]
    assert call(client, specificJobId=UNKNOWN_ID).status_code == 404


@pytest.mark.usefixtures("switched_off")
def test_while_automatic_processing_is_off_only_an_emergency_has_jobs_processed(client):
    alive()
    job = make_job()
    answer = call(client)
    assert (answer.status_code, answer.json()["code"]) == (400, "AUTO_PROCESSING_DISABLED")
    assert "emergencyMode" in answer.json()["message"]
    assert not Job.objects.filter(on_demand=True).exists()
    assert call(client, emergencyMode=True).json()["skipped"] == 1
    assert job.history.get(reason="run_now").actor == "External Cron"


@pytest.mark.usefixtures("critical")
def test_while_the_system_is_critical_nothing_is_asked_of_it_but_in_an_emergency(client):
    alive()
    answer = call(client, jobTypes=["noop"])
    assert (answer.status_code, answer.json()["code"]) == (503, "SYSTEM_UNHEALTHY")
    assert answer.json()["error"] == "System health check failed"
    assert "emergencyMode" in answer.json()["message"]
    assert call(client, emergencyMode=True).json()["healthCheck"]["healthy"] is False
    assert "healthCheck" not in call(client, healthCheck=False).json()


def test_with_no_cluster_alive_it_says_so(client):
    answer = call(client)
    assert (answer.status_code, answer.json()["code"]) == (503, "NO_CLUSTER")


def test_old_finished_jobs_are_cleaned_up(client):
    alive()
    job_in(Status.COMPLETED)
    Job.objects.update(completed_at=timezone.now() - timedelta(days=8))
    assert call(client, cleanup=True).json()["cleanup"] == {"cleaned": 1, "olderThanDays": 7}


@pytest.mark.parametrize("body", ["[]", '"x"', '{"maxJobs": 0}', '{"jobTypes": ["x"]}', '{"emergencyMode": "perhaps"}'])
def test_what_cannot_be_meant_is_refused(client, body):
    alive()
    answer = client.post(URL, body, content_type="application/json", headers=EXTERNAL)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")


class TestLimits:
    @pytest.fixture(autouse=True)
    def limit(self, settings):
        settings.RATE_LIMIT_CRON = Limit(2, 60)

    def test_the_third_call_of_two_is_refused_before_anything_is_done(self, client):
        alive()
        assert [call(client).status_code for _ in range(2)] == [200, 200]
        answer = client.post(URL, "{", content_type="application/json", headers=EXTERNAL)
        assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMIT_EXCEEDED")
        assert answer.json()["error"] == "Rate limit exceeded"
        assert answer["Retry-After"] == str(answer.json()["retryAfter"])
        assert 55 <= answer.json()["retryAfter"] <= 60
        assert (answer["X-RateLimit-Limit"], answer["X-RateLimit-Remaining"]) == ("2", "0")

    def test_it_is_counted_for_each_provider_wherever_it_calls_from(self, client):
        alive()
        answers = []
        for number in range(3):
            client.defaults["REMOTE_ADDR"] = f"10.0.0.{number}"
            answers.append(call(client).status_code)
        assert answers == [200, 200, 429]
        assert call(client, SHOWN[cron.GITHUB]).status_code == 200

    def test_who_only_tries_uses_up_nobody_elses_limit_but_meets_that_of_its_address(self, client, settings):
        alive()
        settings.RATE_LIMIT_ADDRESS = Limit(3, 60)
        tries = [call(client, {"X-Webhook-Secret": "wrong"}).status_code for _ in range(5)]
        assert tries == [401, 401, 401, 429, 429]
        assert call(client).status_code == 200

    def test_a_signed_message_that_came_too_early_may_come_again(self, client, settings):
        alive()
        settings.WEBHOOK_SECRET = SECRET
        settings.RATE_LIMIT_CRON = Limit(1, 60)
        body = json.dumps({"maxJobs": 1})
        first, second = signed(body, "msg_1"), signed(body, "msg_2")
        assert [post(client, body, headers).status_code for headers in (first, second)] == [200, 429]
        settings.RATE_LIMIT_CRON = None
        assert post(client, body, second).status_code == 200


def post(client, body: str, headers: dict[str, str]):
    return client.post(URL, body, content_type="application/json", headers=headers)
