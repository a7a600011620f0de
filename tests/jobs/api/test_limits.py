"""The limits as the real endpoints keep them."""

from uuid import uuid4

import pytest

from jobs.engine import AlreadySubmitted, submit
from jobs.job_type import job_types
from jobs.limits import Submitter
from jobs.models import Job
from jobs.states import Status
from jobs.wishes import Idempotency, Wishes
from tests.jobs.helpers import job_in, make_job
from users.api.throttles import RateLimitExceeded
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
HOUR = 3600


def start(client, kind: str = "noop", **extra):
    return client.post(f"/api/jobs/{kind}/start", {}, content_type="application/json", **extra)


def test_starts_are_counted_for_each_user_and_type(alice, bob, client_of, settings, request_body):
    settings.RATE_LIMIT_STARTS = Limit(2, HOUR)
    answers = [start(client_of(alice)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    refused = answers[2]
    assert refused.json()["code"] == "RATE_LIMIT_EXCEEDED"
    assert 0 < int(refused["Retry-After"]) <= HOUR
    told = [refused[f"X-RateLimit-{name}"] for name in ("Limit", "Remaining")]
    assert told == ["2", "0"]
    assert answers[0]["X-RateLimit-Remaining"] == "1"
    assert start(client_of(bob)).status_code == 202
    other = client_of(alice).post("/api/jobs/storybook/start", request_body, content_type="application/json")
    assert other.status_code == 202


def test_a_request_that_is_refused_uses_up_no_start(alice, client_of, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, HOUR)
    for _ in range(3):
        bad = client_of(alice).post("/api/jobs/noop/start", {"size": -1}, content_type="application/json")
        assert bad.status_code == 400
    assert start(client_of(alice)).status_code == 202


def test_a_repeat_under_the_same_key_uses_up_no_start(alice, client_of, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, HOUR)
    answers = [start(client_of(alice), headers={"Idempotency-Key": "k"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert Job.objects.count() == 1


def test_a_start_that_another_limit_refuses_is_none(alice, client_of, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, HOUR)
    settings.MAX_JOBS_PER_USER = 1
    waiting = job_in(Status.PENDING, user=alice)
    for _ in range(3):
        assert start(client_of(alice)).json()["code"] == "TOO_MANY_JOBS"
    assert client_of(alice).post(f"/api/jobs/cancel/{waiting.id}").status_code == 200
    assert start(client_of(alice)).status_code == 202


def test_a_repeat_that_comes_when_the_limit_is_used_up_by_its_own_twin_is_still_a_repeat(alice, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, HOUR)
    key = Idempotency("k" * 64, "r" * 64)
    submitted = []

    def admitted() -> None:
        """The other one passes by while this one is looked at."""
        if not submitted:
            submitted.append(submit(job_types()["noop"], {}, Submitter(alice), Wishes(idempotency=key)))
            raise RateLimitExceeded(1)

    with pytest.raises(AlreadySubmitted) as already:
        submit(job_types()["noop"], {}, Submitter(alice), Wishes(idempotency=key), admitted=admitted)
    assert already.value.job == submitted[0]


def test_guests_are_counted_by_address(client_of, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, HOUR)
    addresses = ["192.0.2.1", "192.0.2.1", "192.0.2.2"]
    assert [start(client_of(), REMOTE_ADDR=address).status_code for address in addresses] == [202, 429, 202]


def test_a_retry_by_hand_counts_like_a_start(alice, client_of, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, HOUR)
    failed = [job_in(Status.FAILED, user=alice) for _ in range(2)]
    answers = [client_of(alice).post(f"/api/jobs/{job.id}/retry") for job in failed]
    assert [answer.status_code for answer in answers] == [202, 429]


def test_polling_has_its_own_limit_for_each_job(alice, client_of, settings):
    settings.RATE_LIMIT_POLLING, settings.RATE_LIMIT_USER = Limit(2, 60), Limit(1, 60)
    jobs = [make_job(user=alice) for _ in range(2)]
    client = client_of(alice)
    for job in jobs:
        assert [client.get(f"/api/jobs/noop/status/{job.id}").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(f"/api/jobs/{jobs[0].id}").status_code == 429  # the same question at another address


def test_who_guesses_ids_runs_into_the_callers_limit(client_of, settings):
    settings.RATE_LIMIT_ADDRESS = Limit(3, 60)
    guesses = [client_of().get(f"/api/jobs/{uuid4()}").status_code for _ in range(5)]
    assert guesses == [404, 404, 404, 429, 429]


def test_the_guests_of_one_address_leave_places_for_those_of_others(client_of, settings):
    settings.MAX_JOBS_PER_USER = 2
    answers = [start(client_of()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[2].json()["code"] == "TOO_MANY_JOBS"
    client = client_of()
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert start(client).status_code == 202


def test_too_many_unfinished_jobs_are_429_with_their_own_code(alice, client_of, settings):
    settings.MAX_JOBS_PER_USER = 1
    start(client_of(alice))
    answer = start(client_of(alice))
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_JOBS")
