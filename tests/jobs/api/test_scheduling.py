"""runAt, priority, and what a waiting job is told of the queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.models import Job
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db
URL = "/api/jobs/noop/start"


def start(client, **body):
    return client.post(URL, body, content_type="application/json")


def test_a_scheduled_job_waits_for_its_moment(alice, client_of):
    moment = timezone.now() + timedelta(hours=2)
    body = start(client_of(alice), runAt=moment.isoformat()).json()
    assert claim_next() is None
    status = client_of(alice).get(body["pollingUrl"]).json()
    assert status["runAt"] == moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert status["queuePosition"] is None
    assert body["estimatedCompletion"] > status["runAt"]


def test_a_moment_that_is_past_is_now(alice, client_of):
    start(client_of(alice), runAt="2020-01-01T00:00:00Z")
    assert claim_next() is not None


def test_guests_cannot_keep_their_few_places_taken_for_days(client_of):
    answer = start(client_of(), runAt=(timezone.now() + timedelta(days=1)).isoformat())
    assert (answer.status_code, answer.json()["code"]) == (401, "AUTHENTICATION_REQUIRED")
    assert not Job.objects.exists()


@pytest.mark.parametrize("priority", ["soon", "\ud800", 5, None, []])
def test_a_priority_that_nobody_knows_is_refused_with_those_there_are(alice, client_of, priority):
    answer = start(client_of(alice), priority=priority)
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["priority"])


@pytest.mark.parametrize("moment", ["tomorrow", "2999-01-01T00:00:00Z", 5, "2026-13-01T00:00:00Z"])
def test_a_moment_that_makes_no_sense_is_refused(alice, client_of, moment):
    answer = start(client_of(alice), runAt=moment)
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["runAt"])


def test_a_job_that_waits_for_its_moment_is_not_worth_asking_for_every_two_seconds(alice, client_of):
    in_a_minute, in_a_week = timezone.now() + timedelta(minutes=1), timezone.now() + timedelta(days=7)
    client = client_of(alice)
    pauses = [
        client.get(start(client, runAt=at).json()["pollingUrl"])["Retry-After"] for at in (in_a_minute, in_a_week)
    ]
    assert 55 <= int(pauses[0]) <= 60
    assert pauses[1] == "3600"


def test_a_lower_priority_lets_others_pass(alice, client_of):
    low, normal = (start(client_of(alice), priority=name).json()["jobId"] for name in ("low", "normal"))
    assert [str(claim_next().id) for _ in range(2)] == [normal, low]


@pytest.mark.parametrize("priority", ["high", "urgent"])
def test_only_staff_may_pass_others(alice, carol, client_of, priority):
    for user in (alice, None):
        answer = start(client_of(user), priority=priority)
        assert (answer.status_code, answer.json()["code"]) == (403, "PRIORITY_NOT_ALLOWED")
    assert start(client_of(carol), priority=priority).status_code == 202


def test_a_priority_that_does_not_exist_is_refused(alice, client_of):
    assert start(client_of(alice), priority="very").json()["details"].keys() == {"priority"}


def test_the_place_in_the_queue_counts_who_comes_before(alice, carol, client_of):
    first = start(client_of(alice)).json()
    second = start(client_of(alice)).json()
    assert (first["queuePosition"], second["queuePosition"]) == (1, 2)
    start(client_of(carol), priority="urgent")
    start(client_of(alice), runAt=(timezone.now() + timedelta(days=1)).isoformat())
    assert client_of(alice).get(second["pollingUrl"]).json()["queuePosition"] == 3
    claim_next()
    assert client_of(alice).get(second["pollingUrl"]).json()["queuePosition"] == 2


def test_a_running_job_has_no_place_in_the_queue(alice, client_of):
    body = start(client_of(alice)).json()
    claim_next()
    assert "queuePosition" not in client_of(alice).get(body["pollingUrl"]).json()


def complete_in(seconds: float, times: int) -> None:
    for _ in range(times):
        job = make_job()
        outcomes.complete(claim_next(), {})
        job.refresh_from_db()
        Job.objects.filter(id=job.id).update(started_at=job.completed_at - timedelta(seconds=seconds))


def test_estimates_follow_what_recent_jobs_of_the_type_took(alice, client_of):
    complete_in(600, times=4)
    assert start(client_of(alice)).json()["estimatedMinutes"] == 1
    Job.objects.active().delete()
    complete_in(600, times=1)
    from django.core.cache import cache

    cache.clear()
    body = start(client_of(alice)).json()
    assert body["estimatedMinutes"] == 10
    claim = claim_next()
    outcomes.report_progress(claim, 50, "Half")
    assert client_of(alice).get(body["pollingUrl"]).json()["estimatedTimeRemaining"] == "5 minutes"


def test_who_waits_longer_is_told_so(alice, client_of, settings):
    settings.MAX_CONCURRENT_JOBS = 1
    minutes = [start(client_of(alice)).json()["estimatedMinutes"] for _ in range(3)]
    assert minutes == [1, 2, 3]
