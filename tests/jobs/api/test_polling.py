"""Polling: the signed address, 304 for what has not changed, and waiting for the end."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from jobs import engine, outcomes
from jobs.claiming import claim_next
from jobs.errors import PermanentError
from jobs.models import Job
from jobs.retry import RetryPolicy
from tests.chaos.clusters import eventually
from tests.conftest import UNKNOWN_ID
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(alice, client_of) -> dict:
    return client_of(alice).post("/api/jobs/noop/start", {}, content_type="application/json").json()


def meanwhile(act: Callable[[], object]) -> None:
    """Do it, in a thread of its own, as soon as there is a job that waits."""

    def run() -> None:
        try:
            assert eventually(Job.objects.filter(status="pending").exists)
            act()
        finally:
            connection.close()

    threading.Thread(target=run).start()


def test_the_polling_url_answers_without_any_sign_in(started, client_of, bob):
    for user in (None, bob):
        answer = client_of(user).get(started["pollingUrl"])
        assert (answer.status_code, answer.json()["jobId"]) == (200, started["jobId"])


def test_its_token_opens_that_job_alone(started, client_of, alice):
    token = started["pollingUrl"].partition("?")[2]
    other = make_job(user=alice)
    assert client_of().get(f"/api/jobs/noop/status/{other.id}?{token}").status_code == 404
    assert client_of().get(f"/api/jobs/{started['jobId']}?{token}").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "a.b", "9999999999.AAAA", "\0", "é", UNKNOWN_ID])
def test_a_made_up_token_opens_nothing(started, client_of, token):
    assert client_of().get(f"/api/jobs/{started['jobId']}", {"token": token}).status_code == 404


def test_what_has_not_changed_is_not_sent_again(started, client_of):
    first = client_of().get(started["pollingUrl"])
    again = client_of().get(started["pollingUrl"], headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= set(first["Vary"].replace(" ", "").split(","))
    outcomes.report_progress(claim_next(), 30, "On its way")
    changed = client_of().get(started["pollingUrl"], headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed.json()["progress"]) == (200, 30)


def test_only_a_job_that_goes_on_says_when_to_ask_again(started, client_of):
    assert client_of().get(started["pollingUrl"])["Retry-After"] == "2"
    outcomes.complete(claim_next(), {})
    assert "Retry-After" not in client_of().get(started["pollingUrl"])


@pytest.mark.django_db(transaction=True)
def test_whoever_prefers_to_wait_gets_the_end_when_it_comes(started, client_of):
    def end() -> None:
        outcomes.complete(claim_next(), {"filler": ""})

    meanwhile(end)
    answer = client_of().get(started["pollingUrl"], headers={"Prefer": "wait=20"})
    assert answer.json()["status"] == "completed"
    assert answer["Preference-Applied"] == "wait=20"


@pytest.mark.django_db(transaction=True)
def test_a_start_that_waits_answers_with_the_result_or_with_what_there_is(alice, client_of):
    def end() -> None:
        outcomes.complete(claim_next(), {"filler": ""})

    def begin(seconds: int):
        return client_of(alice).post(
            "/api/jobs/noop/start",
            {},
            content_type="application/json",
            headers={"Prefer": f"respond-async, wait={seconds}"},
        )

    unfinished = begin(0)
    assert (unfinished.status_code, unfinished["Preference-Applied"]) == (202, "wait=0")
    outcomes.complete(claim_next(), {"filler": ""})
    meanwhile(end)
    finished = begin(20)
    assert (finished.status_code, finished.json()["status"]) == (200, "completed")
    assert finished.json()["result"] == {"filler": ""}
    assert (finished.json()["estimatedMinutes"], finished.json()["estimatedCompletion"]) == (
        0,
        finished.json()["completedAt"],
    )


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_job_that_is_deleted_meanwhile_hears_that_it_is_gone(alice, client_of):
    def end() -> None:
        with transaction.atomic():
            engine.cancel(Job.objects.get().id, actor="test")
            Job.objects.all().delete()

    wish = {"headers": {"Prefer": "wait=20"}, "content_type": "application/json"}
    asking = (
        lambda: client_of(alice).post("/api/jobs/noop/start", {}, **wish),
        lambda: client_of(alice).get(f"/api/jobs/{make_job(user=alice).id}", headers={"Prefer": "wait=20"}),
    )
    for ask in asking:
        meanwhile(end)
        answer = ask()
        assert (answer.status_code, answer.json()["code"]) == (404, "JOB_NOT_FOUND")


@pytest.mark.django_db(transaction=True)
def test_a_start_that_waits_for_a_failure_does_not_tell_of_success(alice, client_of):
    def end() -> None:
        outcomes.fail_or_retry(claim_next(), PermanentError("No."), RetryPolicy())

    meanwhile(end)
    body = {"headers": {"Prefer": "wait=20"}, "content_type": "application/json"}
    answer = client_of(alice).post("/api/jobs/noop/start", {}, **body).json()
    assert (answer["status"], answer["error"], answer["message"]) == ("failed", "No.", "The job has failed")


@pytest.mark.parametrize("prefer", ["wait", "wait=", "wait=x", "wait=-1", "return=minimal", "wait=١", "wait=1e3", ";;"])
def test_a_preference_that_cannot_be_understood_is_ignored(started, client_of, prefer):
    answer = client_of().get(started["pollingUrl"], headers={"Prefer": prefer})
    assert answer.status_code == 200
    assert "Preference-Applied" not in answer
