"""GET /api/jobs/auto-story/status/{jobId}"""

import pytest

from jobs.job_type import job_types
from tests.storybooks.api.running import phases, remaining

pytestmark = pytest.mark.django_db
PATH = "auto-story"
BOOK = "6b9ff3bd-6b3c-4a44-9f1d-6a3f1d6f1a55"


def test_the_time_that_is_left(going, alice):
    assert remaining(going(PATH, alice, 0, 19, 20, 39, 40, 59, 60, 61, 80, 81, 99)) == {
        0: "5 minutes",
        19: "5 minutes",
        20: "4 minutes",
        39: "4 minutes",
        40: "3 minutes",
        59: "3 minutes",
        60: "2 minutes",
        61: "2 minutes",
        80: "1 minute",
        81: "1 minute",
        99: "1 minute",
    }


def test_the_phase_changes_at_its_percentages(going, alice):
    first, second, third, last = (
        "Generating story content",
        "Creating scene breakdown",
        "Generating illustrations",
        "Assembling final storybook",
    )
    assert phases(going(PATH, alice, 0, 24, 25, 49, 50, 89, 90, 99)) == {
        0: first,
        24: first,
        25: second,
        49: second,
        50: third,
        89: third,
        90: last,
        99: last,
    }


def test_a_completed_one_says_where_its_book_is(finishing, alice):
    body = finishing(PATH, alice, {"storybook_id": BOOK, "generated_story": "Once."})
    assert body["result"] == {"storybook_id": BOOK, "generated_story": "Once."}
    assert body["storybookUrl"] == f"http://testserver/storybook/{BOOK}"
    assert body["message"] == "Auto-story generated successfully"
    assert body["currentPhase"] is None


def test_the_reference_numbers_of_the_type():
    kind = job_types()["auto-story"]
    assert (kind.max_retries, kind.priority, kind.concurrency, kind.time_limit.total_seconds()) == (3, 3, 2, 900)
