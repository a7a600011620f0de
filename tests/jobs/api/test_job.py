"""GET and DELETE /api/jobs/{jobId}: a job of any type."""

import pytest

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.errors import PermanentError
from jobs.models import Job
from jobs.retry import RetryPolicy
from jobs.states import Status
from storybooks.files import keep
from storybooks.models import StoredFile, Storybook
from tests.conftest import UNKNOWN_ID
from tests.jobs.helpers import job_in, make_job

pytestmark = pytest.mark.django_db


def test_it_answers_like_the_status_of_its_type(alice, client_of):
    job = make_job(user=alice)
    by_id, by_type = (client_of(alice).get(f"/api/jobs/{path}").json() for path in (job.id, f"noop/status/{job.id}"))
    assert by_id == by_type
    assert (by_id["jobType"], by_id["canCancel"], by_id["canRetry"]) == ("noop", True, False)


def test_it_exists_for_its_owner_and_staff_alone(alice, bob, carol, client_of):
    url = f"/api/jobs/{make_job(user=alice).id}"
    assert [client_of(user).get(url).status_code for user in (alice, carol, bob, None)] == [200, 200, 404, 404]
    assert [client_of(user).delete(url).status_code for user in (bob, None)] == [404, 404]


def test_it_does_not_exist_for_staff_who_may_not_see_what_is_families(alice, on_duty):
    url = f"/api/jobs/{make_job(user=alice).id}"
    client = on_duty("view_job", "operate_job")
    assert [client.get(url).status_code, client.delete(url).status_code] == [404, 404]
    assert on_duty("see_content").get(url).status_code == 200


@pytest.mark.parametrize("job_id", [UNKNOWN_ID, "1", "job_1_x", "%00", "x" * 500])
@pytest.mark.parametrize("method", ["get", "delete"])
def test_an_unknown_one_is_not_found(alice, client_of, job_id, method):
    answer = getattr(client_of(alice), method)(f"/api/jobs/{job_id}")
    assert answer.status_code == 404
    assert answer.json()["code"] in ("JOB_NOT_FOUND", "NOT_FOUND")


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_a_finished_job_is_deleted_with_its_history(alice, client_of, status):
    job = job_in(status, user=alice)
    answer = client_of(alice).delete(f"/api/jobs/{job.id}")
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert not Job.objects.exists()
    assert client_of(alice).get(f"/api/jobs/{job.id}").status_code == 404


def test_a_deleted_jobs_book_stays(alice, client_of):
    job = job_in(Status.COMPLETED, user=alice)
    book = Storybook.objects.create(user=alice, job=job, title="T", story="S", audience="children", pages=[])
    picture = keep("scene", b"...", "image/png", user_id=alice.pk, job_id=job.id)
    StoredFile.objects.filter(id=picture.id).update(storybook=book)
    client_of(alice).delete(f"/api/jobs/{job.id}")
    book.refresh_from_db()
    assert book.job is None
    assert StoredFile.objects.get().storybook == book


def test_deleting_a_waiting_job_cancels_it(alice, client_of):
    job = make_job(user=alice)
    answer = client_of(alice).delete(f"/api/jobs/{job.id}")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")


def test_deleting_a_running_job_asks_it_to_stop(alice, client_of):
    job = make_job(user=alice)
    claim_next()
    answer = client_of(alice).delete(f"/api/jobs/{job.id}")
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")
    job.refresh_from_db()
    assert job.cancel_requested


def test_what_it_offers_follows_its_status(alice, client_of):
    job = make_job(user=alice)
    outcomes.fail_or_retry(claim_next(), PermanentError("No.", code="JOB_FAILED"), RetryPolicy())
    body = client_of(alice).get(f"/api/jobs/{job.id}").json()
    assert (body["canCancel"], body["canRetry"], body["code"]) == (False, True, "JOB_FAILED")


@pytest.mark.parametrize("what", ["retry", "events", "anything"])
def test_an_id_that_cannot_be_one_has_no_more_to_it_than_an_unknown_job(client_of, db, what):
    for answer in (client_of().get(f"/api/jobs/nonsense/{what}"), client_of().post(f"/api/jobs/nonsense/{what}")):
        assert answer.status_code == 404
        assert answer.json()["code"] == "JOB_NOT_FOUND"
