"""GET /api/jobs/user"""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.models import Job
from jobs.states import Status
from tests.conftest import UNKNOWN_ID
from tests.jobs.helpers import job_in, make_job

pytestmark = pytest.mark.django_db
URL = "/api/jobs/user"


def listed(client, **query) -> list[str]:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    return [job["jobId"] for job in answer.json()["jobs"]]


def test_it_lists_the_callers_own_jobs_newest_first(alice, bob, client_of):
    older, newer = make_job(user=alice), make_job(user=alice)
    Job.objects.filter(id=older.id).update(created_at=timezone.now() - timedelta(hours=1))
    make_job(user=bob)
    make_job()
    body = client_of(alice).get(URL).json()
    assert [job["jobId"] for job in body["jobs"]] == [str(newer.id), str(older.id)]
    wire = {"jobId", "jobType", "status", "progress", "currentStep", "createdAt", "updatedAt", "estimatedTimeRemaining"}
    assert wire <= body["jobs"][0].keys()
    assert body["counts"] == {"pending": 2, "processing": 0, "completed": 0, "failed": 0, "cancelled": 0}


def test_a_list_that_has_not_changed_is_not_sent_again(alice, client_of):
    make_job(user=alice)
    client = client_of(alice)
    first = client.get(URL)
    again = client.get(URL, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    outcomes.report_progress(claim_next(), 30, "On its way")
    changed = client.get(URL, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed.json()["jobs"][0]["progress"]) == (200, 30)


def test_staff_sees_their_own_here_too(alice, carol, client_of):
    make_job(user=alice)
    assert listed(client_of(carol)) == []


def test_guests_are_asked_to_sign_in(client_of):
    answer = client_of().get(URL)
    assert (answer.status_code, answer.json()["code"]) == (401, "AUTHENTICATION_REQUIRED")


def test_a_job_that_failed_brings_its_error_a_completed_one_its_result(alice, client_of):
    job_in(Status.FAILED, user=alice)
    job_in(Status.COMPLETED, user=alice)
    bodies = {job["status"]: job for job in client_of(alice).get(URL).json()["jobs"]}
    assert bodies["failed"]["error"]
    assert "result" in bodies["completed"]


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00+23:59:59.999999", "now"]
)
def test_a_cursor_of_ones_own_making_gets_no_further_than_a_refusal(alice, client_of, moment):
    make_job(user=alice)
    cursor = base64.urlsafe_b64encode(f"{moment} {UNKNOWN_ID}".encode()).decode()
    answer = client_of(alice).get(URL, {"cursor": cursor})
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["details"] == {"cursor": ["This is not a cursor of this list."]}


def test_it_is_filtered_by_status_and_type(alice, client_of):
    failed, waiting = job_in(Status.FAILED, user=alice), make_job(user=alice)
    client = client_of(alice)
    assert listed(client, status="failed") == [str(failed.id)]
    assert set(listed(client, status="failed,pending")) == {str(waiting.id), str(failed.id)}
    assert listed(client, type="storybook") == []
    assert len(listed(client, type="noop,image,image-generation")) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"status": "done"},
        {"type": "x"},
        {"cursor": "cD0x"},
        {"cursor": "é"},
        {"cursor": "!"},
        {"search": "\0"},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "x"},
    ],
)
def test_a_filter_that_does_not_exist_is_refused(alice, client_of, query):
    answer = client_of(alice).get(URL, query)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert answer.json()["details"].keys() == query.keys()


def test_search_looks_at_title_type_step_and_the_beginning_of_the_id(alice, client_of):
    job, other = make_job(user=alice), make_job(user=alice)
    Job.objects.filter(id=job.id).update(title="The 100% Lantern", current_step="Painting")
    client = client_of(alice)
    for words in ("lantern", "100%", "paint", str(job.id)[:8], str(job.id).upper()):
        assert listed(client, search=words) == [str(job.id)], words
    assert set(listed(client, search="noop")) == {str(job.id), str(other.id)}
    assert listed(client, search="100_") == []


def test_pages_follow_each_other_without_gap_or_repeat(alice, client_of, settings):
    settings.MAX_JOBS_PER_USER = 100
    for _ in range(5):
        make_job(user=alice)
    Job.objects.update(created_at=timezone.now())  # all in the same moment
    client, url, seen = client_of(alice), f"{URL}?limit=2", []
    while url:
        page = client.get(url).json()
        seen += [job["jobId"] for job in page["jobs"]]
        make_job(user=alice)  # what is new comes first and shifts nothing
        url = page["next"]
    assert len(seen) == len(set(seen)) == 5
