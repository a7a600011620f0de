"""GET /api/jobs/scenes/status/{jobId}"""

import pytest

from jobs.job_type import job_types
from storybooks.files import keep
from tests.storybooks.api.running import phases, remaining

pytestmark = pytest.mark.django_db
PATH = "scenes"


def test_the_time_that_is_left(going, alice):
    assert remaining(going(PATH, alice, 0, 33, 34, 66, 67, 99)) == {
        0: "3 minutes",
        33: "3 minutes",
        34: "2 minutes",
        66: "2 minutes",
        67: "1 minute",
        99: "1 minute",
    }


def test_the_phase_changes_at_its_percentages(going, alice):
    first, second, third, last = (
        "Analyzing story structure",
        "Breaking down into scenes",
        "Creating visual descriptions",
        "Finalizing scene layout",
    )
    assert phases(going(PATH, alice, 0, 29, 30, 59, 60, 89, 90, 99)) == {
        0: first,
        29: first,
        30: second,
        59: second,
        60: third,
        89: third,
        90: last,
        99: last,
    }


def page(number: int, scenes: int, **scene) -> dict:
    one = {"description": "A fox.", "emotion": "happy", "imagePrompt": "forest", **scene}
    return {"pageNumber": number, "scenes": [one] * scenes}


@pytest.mark.parametrize(
    ("counts", "average"), [((2, 3, 2), 2.3), ((3, 2, 3), 2.7), ((2, 2), 2.0), ((1, 1, 1, 2), 1.2)]
)
def test_a_completed_one_counts_its_scenes(finishing, alice, counts, average):
    result = {"pages": [page(number, count) for number, count in enumerate(counts, 1)]}
    body = finishing(PATH, alice, result)
    assert body["result"] == result
    assert body["sceneInfo"] == {
        "totalPages": len(counts),
        "totalScenes": sum(counts),
        "averageScenesPerPage": average,
    }
    assert body["message"] == "Scenes generated successfully"


def test_the_hero_s_picture_in_each_scene_is_an_address_of_ours(finishing, alice, client_of):
    file = keep("photo", b"picture", "image/jpeg", user_id=alice.pk)
    result = {"pages": [page(1, 2, generatedImage={"file": str(file.id)})], "character_description": "A fox."}
    shown = finishing(PATH, alice, result)["result"]
    assert shown["character_description"] == "A fox."
    urls = [scene["generatedImage"] for scene in shown["pages"][0]["scenes"]]
    assert [client_of().get(url).content for url in urls] == [b"picture"] * 2


def test_the_reference_numbers_of_the_type():
    kind = job_types()["scenes"]
    assert (kind.max_retries, kind.priority, kind.concurrency, kind.time_limit.total_seconds()) == (3, 2, 3, 600)
