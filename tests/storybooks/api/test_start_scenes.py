"""POST /api/jobs/scenes/start"""

import pytest

from storybooks.catalog import AUDIENCES, Audience
from tests.storybooks.api.answers import accepted, refused, stored

pytestmark = pytest.mark.django_db
PATH = "scenes"
TOO_SHORT = "Story must be at least 50 characters long."


def test_a_good_request_is_accepted_with_what_the_story_comes_to(starting):
    body = accepted(starting(PATH, story="Once there was a fox. " * 10, audience="adults"), "storyInfo")
    assert body["storyInfo"] == {"wordCount": 50, "audience": "adults", "estimatedScenes": "18"}
    assert body["message"] == "Scene generation started successfully"
    assert body["pollingUrl"].startswith(f"http://testserver/api/jobs/scenes/status/{body['jobId']}?token=")


@pytest.mark.parametrize("audience", Audience.values)
def test_as_many_scenes_are_announced_as_will_be_planned(starting, audience):
    told = starting(PATH, audience=audience).json()["storyInfo"]["estimatedScenes"]
    assert told == str(AUDIENCES[audience].scenes)


def test_what_is_stored(starting, bodies):
    story = bodies[PATH]["story"]
    assert stored(starting(PATH)) == {"story": story, "audience": "children", "picture": None}
    assert stored(starting(PATH, characterImage=None)) == stored(starting(PATH, characterImage=""))


@pytest.mark.parametrize(
    ("audience", "words", "minutes"),
    [
        ("children", 20, 2),
        ("young_adults", 20, 3),
        ("adults", 20, 4),
        ("children", 199, 2),
        ("children", 200, 3),
        ("adults", 1000, 9),
    ],
)
def test_the_estimate_follows_readers_and_length(starting, audience, words, minutes):
    assert starting(PATH, audience=audience, story="tale " * words).json()["estimatedMinutes"] == minutes


@pytest.mark.parametrize("story", [..., None, "", "   ", "x" * 49, "x" * 49 + " " * 20, [], {}, True])
def test_a_story_that_is_too_short(starting, story):
    assert "story" in refused(starting(PATH, story=story), TOO_SHORT)["details"]


def test_a_story_of_fifty_characters_is_long_enough_and_one_beyond_the_limit_too_long(starting):
    refused(starting(PATH, story="x" * 10_001))
    assert starting(PATH, story="x" * 50).status_code == 202


@pytest.mark.parametrize("audience", ["toddlers", "", None, 7, ["children"]])
def test_an_audience_that_is_none(starting, audience):
    refused(starting(PATH, audience=audience), "Invalid audience type")


def test_the_story_is_looked_at_before_the_audience(starting):
    body = refused(starting(PATH, story="short", audience="toddlers"), TOO_SHORT)
    assert body["details"].keys() == {"story", "audience"}
