"""GET /api/jobs/storybook/status/{jobId}, and the files of a finished book."""

import pytest

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.engine import cancel
from jobs.errors import PermanentError, TransientError
from jobs.job_type import job_types
from jobs.models import Job
from jobs.retry import RetryPolicy
from storybooks.files import keep
from storybooks.media import media_store
from tests.conftest import UNKNOWN_ID
from tests.jobs.helpers import make_job
from tests.refusals import said
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(alice, client_of, request_body) -> Job:
    """A storybook job of Alice's."""
    answer = client_of(alice).post("/api/jobs/storybook/start", request_body, content_type="application/json")
    return Job.objects.get(id=answer.json()["jobId"])


def status(client, job) -> dict:
    response = client.get(f"/api/jobs/storybook/status/{job.id}")
    assert response.status_code == 200, response.content
    assert response["Cache-Control"] == "private, no-cache"
    return response.json()


WIRE = {"jobId", "status", "progress", "currentStep", "createdAt", "updatedAt", "estimatedTimeRemaining"}
ALWAYS = WIRE | {"jobType", "title", "canCancel", "canRetry"}


def test_a_waiting_job(hers, alice, client_of):
    body = status(client_of(alice), hers)
    assert body.keys() == ALWAYS | {"queuePosition"}
    assert (body["status"], body["progress"], body["currentStep"]) == (
        "pending",
        0,
        "Initializing storybook generation",
    )
    assert body["estimatedTimeRemaining"] is None


def test_a_running_job_tells_its_step_and_how_long_it_still_takes(hers, alice, client_of):
    claim = claim_next()
    outcomes.report_progress(claim, 55, "Generated 6/10 scene illustrations")
    body = status(client_of(alice), hers)
    assert body.keys() == ALWAYS | {"startedAt"}
    assert (body["progress"], body["currentStep"]) == (55, "Generated 6/10 scene illustrations")
    assert body["estimatedTimeRemaining"] == "5 minutes"
    outcomes.report_progress(claim, 95, "Nearly")
    assert status(client_of(alice), hers)["estimatedTimeRemaining"] == "1 minute"


def test_a_completed_job_brings_its_result_with_addresses_of_our_own(hers, alice, client_of):
    file = keep("book", b"%PDF-1.7", "application/pdf", user_id=alice.pk, job_id=hers.id)
    outcomes.complete(claim_next(), {"storybook_id": "1", "pages": [], "pdf_url": {"file": str(file.id)}})
    body = status(client_of(alice), hers)
    assert body["result"]["pdf_url"].startswith(f"http://testserver/media/{file.id}?token=")
    assert body["progress"] == 100
    assert body["completedAt"].endswith("Z")
    assert body["message"]
    served = client_of(alice).get(body["result"]["pdf_url"])
    assert (served.content, served["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Cache-Control"].startswith("private")


def test_a_failed_job_tells_why_in_words_and_by_code(hers, alice, client_of):
    outcomes.fail_or_retry(claim_next(), PermanentError("Too slow.", code="JOB_TIMEOUT"), RetryPolicy())
    body = status(client_of(alice), hers)
    assert (body["error"], body["code"]) == ("Too slow.", "JOB_TIMEOUT")
    assert (body["retryCount"], body["maxRetries"]) == (0, 2)


def test_a_job_that_waits_for_its_retry_tells_how_many_it_had(hers, alice, client_of):
    outcomes.fail_or_retry(claim_next(), TransientError("Busy."), RetryPolicy())
    body = status(client_of(alice), hers)
    assert (body["status"], body["retryCount"], body["currentStep"]) == ("pending", 1, "Retrying (1/2)")
    assert "error" not in body


def test_a_cancelled_job_says_so(hers, alice, client_of):
    cancel(hers.id, actor="alice")
    body = status(client_of(alice), hers)
    assert (body["status"], body["currentStep"]) == ("cancelled", "Cancelled by user")


def test_only_its_owner_and_staff_see_a_job(hers, alice, bob, carol, client_of):
    url = f"/api/jobs/storybook/status/{hers.id}"
    assert [client_of(user).get(url).status_code for user in (alice, carol, bob, None)] == [200, 200, 404, 404]


def test_a_guests_job_answers_to_whoever_holds_its_id(client_of, request_body, bob):
    answer = client_of().post("/api/jobs/storybook/start", request_body, content_type="application/json").json()
    assert client_of().get(answer["pollingUrl"]).status_code == 200
    assert client_of(bob).get(answer["pollingUrl"]).status_code == 200


@pytest.mark.parametrize("job_id", [UNKNOWN_ID, "1", "job_1_x", "%00", "..", "x" * 500, "'; DROP TABLE users; --"])
def test_an_unknown_job_is_404_with_its_code(client_of, job_id, alice):
    response = client_of(alice).get(f"/api/jobs/storybook/status/{job_id}")
    assert response.status_code == 404
    assert response.json()["code"] in ("JOB_NOT_FOUND", "NOT_FOUND")


def test_a_job_of_another_type_is_unknown_here(client_of):
    job = make_job()
    response = client_of().get(f"/api/jobs/storybook/status/{job.id}")
    assert (response.status_code, said(response)) == (404, {"error": "Job not found", "code": "JOB_NOT_FOUND"})


def test_only_its_owner_and_staff_get_a_file(alice, bob, carol, client_of):
    file = keep("photo", b"\xff\xd8 a child", "image/jpeg", user_id=alice.pk)
    url = f"/media/{file.id}"
    assert [client_of(user).get(url).status_code for user in (alice, carol, bob, None)] == [200, 200, 404, 404]
    assert client_of(bob).get(url).json()["code"] == "FILE_NOT_FOUND"


@pytest.mark.parametrize("accept", ["image/*", "image/jpeg", "application/pdf", "text/html"])
def test_a_file_comes_whatever_a_client_says_it_accepts(alice, client_of, accept):
    file = keep("photo", b"\xff\xd8 a child", "image/jpeg", user_id=alice.pk)
    answer = client_of(alice).get(f"/media/{file.id}", headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")


def test_a_file_that_the_client_has_is_not_read_again(alice, client_of):
    file = keep("photo", b"\xff\xd8 a child", "image/jpeg", user_id=alice.pk)
    url = f"/media/{file.id}"
    etag = client_of(alice).get(url)["ETag"]
    media_store(file.store).delete(file.key)
    again = client_of(alice).get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client_of().get(url, headers={"If-None-Match": etag}).status_code == 404


def test_who_takes_files_without_end_is_told_to_wait(alice, client_of, settings):
    settings.RATE_LIMIT_FILES = Limit(2, 60)
    file = keep("photo", b"\xff\xd8 a child", "image/jpeg", user_id=alice.pk)
    answers = [client_of(alice).get(f"/media/{file.id}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]


@pytest.mark.parametrize("path", ["/media/", "/media/../settings.py", f"/media/{UNKNOWN_ID}", "/media/x", "/nowhere"])
def test_an_unknown_path_is_a_404_in_json(client_of, path):
    response = client_of().get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


def test_the_reference_numbers_of_the_type():
    kind = job_types()["storybook"]
    assert (kind.max_retries, kind.priority, kind.concurrency, kind.timeout.total_seconds()) == (2, 2, 2, 1200)
    assert kind.estimate_minutes({"pages": [{}] * 9, "audience": "children"}) == 4.5


def test_the_time_that_is_left_and_no_phase(going, alice):
    told = going("storybook", alice, 0, 9, 10, 11, 89, 90, 99)
    assert [body["estimatedTimeRemaining"] for body in told] == [
        "10 minutes",
        "10 minutes",
        "9 minutes",
        "9 minutes",
        "2 minutes",
        "1 minute",
        "1 minute",
    ]
    assert not any("currentPhase" in body for body in told)
