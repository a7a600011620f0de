"""GET /api/jobs/cartoonize/status/{jobId}"""

import pytest

from jobs.job_type import job_types
from storybooks.files import keep
from tests.storybooks.api.running import phases, remaining

pytestmark = pytest.mark.django_db
PATH = "cartoonize"


def test_the_time_that_is_left(going, alice):
    assert remaining(going(PATH, alice, 0, 49, 50, 51, 55, 74, 75, 80, 99)) == {
        0: "2 minutes",
        49: "2 minutes",
        50: "1 minute",
        51: "59 seconds",
        55: "54 seconds",
        74: "32 seconds",
        75: "30 seconds",
        80: "30 seconds",
        99: "30 seconds",
    }


def test_the_phase_changes_at_its_percentages(going, alice):
    first, second, third, last = (
        "Analyzing image content",
        "Generating cartoon style",
        "Applying artistic filters",
        "Finalizing cartoon image",
    )
    assert phases(going(PATH, alice, 0, 19, 20, 49, 50, 79, 80, 99)) == {
        0: first,
        19: first,
        20: second,
        49: second,
        50: third,
        79: third,
        80: last,
        99: last,
    }


@pytest.mark.parametrize(
    ("cached", "words"), [(True, "Retrieved from cache"), (False, "Newly generated cartoon image")]
)
def test_a_completed_one_shows_its_picture_and_whether_it_is_new(finishing, alice, client_of, cached, words):
    file = keep("portrait", b"picture", "image/png", user_id=alice.pk)
    body = finishing(PATH, alice, {"url": {"file": str(file.id)}, "cached": cached})
    assert body["result"].keys() == {"url", "cached"}
    assert body["result"]["cached"] is cached
    assert body["processingInfo"] == {"cached": cached, "message": words}
    assert body["message"] == "Image cartoonized successfully"
    assert client_of().get(body["result"]["url"]).content == b"picture"


def test_the_reference_numbers_of_the_type():
    kind = job_types()["cartoonize"]
    assert (kind.max_retries, kind.priority, kind.concurrency, kind.time_limit.total_seconds()) == (3, 1, 5, 300)
