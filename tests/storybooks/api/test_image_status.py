"""GET /api/jobs/image/status/{jobId}"""

import pytest

from jobs.job_type import job_types
from storybooks.files import keep
from tests.storybooks.api.running import phases, remaining

pytestmark = pytest.mark.django_db
PATH = "image"


def test_the_time_that_is_left(going, alice):
    assert remaining(going(PATH, alice, 0, 19, 20, 59, 60, 61, 75, 79, 80, 99)) == {
        0: "3 minutes",
        19: "3 minutes",
        20: "2 minutes",
        59: "2 minutes",
        60: "1 minute",
        61: "59 seconds",
        75: "38 seconds",
        79: "32 seconds",
        80: "30 seconds",
        99: "30 seconds",
    }


def test_the_phase_changes_at_its_percentages(going, alice):
    first, second, third, last = (
        "Processing scene description",
        "Generating base composition",
        "Adding character details",
        "Finalizing illustration",
    )
    assert phases(going(PATH, alice, 0, 24, 25, 49, 50, 74, 75, 99)) == {
        0: first,
        24: first,
        25: second,
        49: second,
        50: third,
        74: third,
        75: last,
        99: last,
    }


@pytest.mark.parametrize("reused", [True, False])
def test_a_completed_one_shows_its_picture_and_what_was_drawn(finishing, alice, client_of, reused):
    file = keep("scene", b"picture", "image/png", user_id=alice.pk)
    result = {"url": {"file": str(file.id)}, "prompt_used": "A harbour.", "reused": reused}
    body = finishing(PATH, alice, result)
    assert body["result"].keys() == result.keys()
    assert body["generationInfo"] == {"reused": reused, "promptUsed": "A harbour.", "style": "storybook"}
    assert body["message"] == "Image generated successfully"
    assert client_of().get(body["result"]["url"]).content == b"picture"


def test_the_reference_numbers_of_the_type():
    kind = job_types()["image-generation"]
    assert (kind.max_retries, kind.priority, kind.concurrency, kind.time_limit.total_seconds()) == (3, 1, 5, 300)
