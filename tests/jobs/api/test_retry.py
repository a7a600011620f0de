"""POST /api/jobs/{jobId}/retry"""

import pytest

from jobs.states import Status
from tests.jobs.helpers import job_in, make_job

pytestmark = pytest.mark.django_db


def retry(client, job):
    return client.post(f"/api/jobs/{job.id}/retry")


@pytest.mark.parametrize("status", [Status.FAILED, Status.CANCELLED])
def test_what_failed_or_was_cancelled_waits_to_run_again(alice, client_of, status):
    job = job_in(status, user=alice)
    answer = retry(client_of(alice), job)
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert answer["Location"] == answer.json()["pollingUrl"]
    assert client_of().get(answer.json()["pollingUrl"]).json()["status"] == "pending"


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING, Status.COMPLETED])
def test_nothing_else_can_be_retried(alice, client_of, status):
    answer = retry(client_of(alice), job_in(status, user=alice))
    assert (answer.status_code, answer.json()["code"]) == (409, "ILLEGAL_MOVE")


def test_nobody_retries_anothers_job(alice, bob, client_of):
    job = job_in(Status.FAILED, user=alice)
    assert [retry(client_of(user), job).status_code for user in (bob, None)] == [404, 404]


def test_a_retry_needs_a_free_place_like_a_start(alice, client_of, settings):
    settings.MAX_JOBS_PER_USER = 1
    failed = job_in(Status.FAILED, user=alice)
    make_job(user=alice)
    answer = retry(client_of(alice), failed)
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_JOBS")
    failed.refresh_from_db()
    assert failed.status == Status.FAILED


def test_the_place_is_the_owners_when_staff_retries(alice, carol, client_of, settings):
    settings.MAX_JOBS_PER_USER = 1
    failed = job_in(Status.FAILED, user=alice)
    make_job(user=carol)
    assert retry(client_of(carol), failed).status_code == 202
