"""What the status of every type does alike."""

import pytest

from jobs.errors import PermanentError
from tests.refusals import said
from tests.storybooks.api.test_every_start import PATHS, every_type
from tests.storybooks.api.test_storybook_status import ALWAYS

pytestmark = pytest.mark.django_db
NOT_FOUND = {"error": "Job not found", "code": "JOB_NOT_FOUND"}
FAILED = {
    "storybook": "Job failed",
    "auto-story": "Auto-story generation failed",
    "scenes": "Scene generation failed",
    "cartoonize": "Image cartoonization failed",
    "image": "Image generation failed",
}
FIRST_STEPS = {
    "storybook": "Initializing storybook generation",
    "auto-story": "Initializing auto-story generation",
    "scenes": "Initializing scene generation",
    "cartoonize": "Initializing image cartoonization",
    "image": "Initializing image generation",
}


@every_type
def test_a_waiting_job(starting, client_of, alice, path):
    job_id = starting(path, alice).json()["jobId"]
    body = client_of(alice).get(f"/api/jobs/{path}/status/{job_id}").json()
    phase = set() if path == "storybook" else {"currentPhase"}
    assert body.keys() == ALWAYS | {"queuePosition"} | phase
    assert (body["status"], body["progress"], body["currentStep"]) == ("pending", 0, FIRST_STEPS[path])
    assert body["estimatedTimeRemaining"] is None
    assert body.get("currentPhase") is None


@every_type
def test_a_job_of_one_type_is_unknown_under_the_path_of_another_also_with_its_token(starting, client_of, alice, path):
    started = starting(path, alice).json()
    for other in PATHS:
        response = client_of(alice).get(started["pollingUrl"].replace(f"/{path}/", f"/{other}/"))
        assert response.status_code == (200 if other == path else 404)
        assert other == path or said(response) == NOT_FOUND


@every_type
def test_it_answers_to_its_owner_and_staff_and_whoever_holds_its_token(starting, client_of, alice, bob, carol, path):
    started = starting(path, alice).json()
    bare = f"/api/jobs/{path}/status/{started['jobId']}"
    answers = [client_of(user).get(bare) for user in (alice, carol, bob, None)]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
    assert [said(answer) for answer in answers[2:]] == [NOT_FOUND] * 2
    assert client_of().get(started["pollingUrl"]).status_code == 200
    assert all(answer["Cache-Control"].startswith("private") for answer in answers)


@every_type
@pytest.mark.parametrize("job_id", ["1", "job_1_x", "00000000-0000-0000-0000-000000000000", "x" * 500])
def test_an_unknown_job(client_of, alice, path, job_id):
    response = client_of(alice).get(f"/api/jobs/{path}/status/{job_id}")
    assert (response.status_code, said(response)) == (404, NOT_FOUND)


@every_type
def test_a_failure_without_words_gets_those_of_the_type(finishing, alice, path):
    body = finishing(path, alice, PermanentError("", code="JOB_FAILED"))
    assert (body["status"], body["error"], body["code"]) == ("failed", FAILED[path], "JOB_FAILED")
    assert (body["retryCount"], body["maxRetries"]) == (0, 2 if path == "storybook" else 3)
    assert body.get("currentPhase") is body["estimatedTimeRemaining"] is None
