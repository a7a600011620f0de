"""POST /api/jobs/cancel/{jobId}"""

import pytest

from jobs.claiming import claim_next
from jobs.states import Status
from tests.conftest import UNKNOWN_ID
from tests.jobs.helpers import job_in, make_job
from tests.refusals import said

pytestmark = pytest.mark.django_db


def cancel(client, job):
    return client.post(f"/api/jobs/cancel/{job.id}")


def test_a_waiting_job_is_cancelled_at_once(alice, client_of):
    job = make_job(user=alice)
    answer = cancel(client_of(alice), job)
    told = {"success": True, "message": "Job cancelled", "jobId": str(job.id), "jobType": "noop", "status": "cancelled"}
    assert (answer.status_code, answer.json()) == (200, told)
    job.refresh_from_db()
    assert (job.status, job.current_step) == ("cancelled", "Cancelled by user")
    assert job.history.last().actor == str(alice.pk)


def test_a_running_job_is_asked_to_stop(alice, client_of):
    job = make_job(user=alice)
    claim_next()
    answer = cancel(client_of(alice), job)
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")


def test_cancelling_twice_is_cancelling_once(alice, client_of):
    job = make_job(user=alice)
    answers = [cancel(client_of(alice), job) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert job.history.filter(to_status="cancelled").count() == 1


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED])
def test_what_is_over_cannot_be_cancelled(alice, client_of, status):
    answer = cancel(client_of(alice), job_in(status, user=alice))
    assert (answer.status_code, said(answer)) == (
        409,
        {"error": f"Cannot cancel a {status.value} job", "code": "ILLEGAL_MOVE"},
    )


def test_nobody_cancels_anothers_job(alice, bob, carol, client_of):
    job = make_job(user=alice)
    assert [cancel(client_of(user), job).status_code for user in (bob, None)] == [404, 404]
    assert cancel(client_of(carol), job).status_code == 200


def test_a_polling_url_does_not_let_anybody_cancel(alice, client_of):
    job = make_job(user=alice)
    token = (
        client_of(alice)
        .post("/api/jobs/noop/start", {}, content_type="application/json")
        .json()["pollingUrl"]
        .partition("?")[2]
    )
    assert client_of().post(f"/api/jobs/cancel/{job.id}?{token}").status_code == 404


def test_a_guests_job_is_cancelled_by_whoever_holds_its_id(client_of):
    assert cancel(client_of(), make_job()).status_code == 200


@pytest.mark.parametrize("job_id", [UNKNOWN_ID, "x"])
def test_an_unknown_job_is_not_found(alice, client_of, job_id):
    answer = client_of(alice).post(f"/api/jobs/cancel/{job_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "JOB_NOT_FOUND")
