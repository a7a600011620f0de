"""The smallest good request for each type, and functions that send one and ask how its job goes."""

import pytest

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.models import Job
from jobs.retry import RetryPolicy
from tests.conftest import STORY


@pytest.fixture
def bodies(photo_url, request_body) -> dict[str, dict]:
    """By the segment of the type's path."""
    return {
        "storybook": {name: value for name, value in request_body.items() if name != "style"},
        "auto-story": {
            "genre": "adventure",
            "characterDescription": "A child with a red top.",
            "cartoonImageUrl": photo_url,
            "audience": "children",
        },
        "scenes": {"story": STORY},
        "cartoonize": {"prompt": "A child with a red top."},
        "image": {
            "image_prompt": "A quiet harbour at dusk.",
            "character_description": "A child with a red top.",
            "emotion": "happy",
            "audience": "children",
        },
    }


@pytest.fixture
def starting(client_of, bodies):
    """A function: the answer to a start of the type; `...` as a value leaves its field out."""

    def post(path: str, user=None, /, **changes):
        body = {name: value for name, value in {**bodies[path], **changes}.items() if value is not ...}
        return client_of(user).post(f"/api/jobs/{path}/start", body, content_type="application/json")

    return post


@pytest.fixture
def going(starting, client_of):
    """A function: Alice's job of the type as its status tells it while it runs, at each of these percentages."""

    def ask(path: str, user, *percents: int) -> list[dict]:
        job_id = starting(path, user).json()["jobId"]
        claim, told = claim_next(), []
        for percent in percents:
            outcomes.report_progress(claim, percent, "Busy")
            told.append(client_of(user).get(f"/api/jobs/{path}/status/{job_id}").json())
        return told

    return ask


@pytest.fixture
def finishing(starting, client_of):
    """A function: the status of Alice's job of the type that ended with this result, or with this error."""

    def end(path: str, user, result: dict | Exception) -> dict:
        job = Job.objects.get(id=starting(path, user).json()["jobId"])
        claim = claim_next()
        if isinstance(result, Exception):
            outcomes.fail_or_retry(claim, result, RetryPolicy())
        else:
            outcomes.complete(claim, result)
        return client_of(user).get(f"/api/jobs/{path}/status/{job.id}").json()

    return end
