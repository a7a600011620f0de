"""A story becomes pages, which a storybook request takes as they are."""

import pytest

from storybooks.catalog import AUDIENCES
from storybooks.models import Storybook
from tests.books.drawn import asked, charged, paid
from tests.conftest import STORY
from tests.fakes.openai import HERO

SCENE = {"description", "emotion", "imagePrompt"}


def scenes_of(result: dict) -> list[dict]:
    return [scene for page in result["pages"] for scene in page["scenes"]]


@pytest.mark.parametrize("audience", ["children", "young_adults"])
def test_a_story_alone_becomes_pages_for_its_readers(cluster, openai, start_job, ended, audience):
    job = ended(start_job("scenes", story=STORY, audience=audience), "completed")
    profile = AUDIENCES[audience]
    assert job.result_data.keys() == {"pages"}
    assert len(scenes_of(job.result_data)) == profile.scenes
    assert [page["pageNumber"] for page in job.result_data["pages"]] == list(range(1, profile.pages + 1))
    assert all(scene.keys() == SCENE for scene in scenes_of(job.result_data))
    assert paid(openai) == ["plan"]
    assert charged(job) == ["plan_pages"]


def test_with_a_picture_the_hero_is_described_once_and_shown_in_each_scene(
    cluster, openai, start_job, ended, client_of, alice, photo_url
):
    job = ended(start_job("scenes", alice, story=STORY, characterImage=photo_url), "completed")
    answer = client_of(alice).get(f"/api/jobs/scenes/status/{job.id}").json()
    assert answer["result"]["character_description"] == HERO["description"]
    assert answer["sceneInfo"] == {"totalPages": 4, "totalScenes": 10, "averageScenesPerPage": 2.5}
    (shown,) = {scene["generatedImage"] for scene in scenes_of(answer["result"])}
    assert client_of().get(shown)["Content-Type"] == "image/jpeg"
    assert sorted(paid(openai)) == ["hero", "plan"]


def test_a_storybook_takes_the_pages_as_they_are_and_draws_them(
    cluster, openai, start_job, ended, client_of, alice, photo_url, start_book
):
    planned = ended(start_job("scenes", alice, story=STORY, characterImage=photo_url), "completed")
    told = client_of(alice).get(f"/api/jobs/scenes/status/{planned.id}").json()["result"]
    openai.calls.clear()
    book = ended(start_book(pages=told["pages"], characterDescription=told["character_description"]), "completed")
    assert set(paid(openai)) & {"hero", "plan"} == set()
    assert {asked(openai)[f"scene-{number}"] for number in range(1, 11)} == {1}
    bound = scenes_of(book.result_data)
    assert [[scene[name] for name in sorted(SCENE)] for scene in bound] == [
        [scene[name] for name in sorted(SCENE)] for scene in scenes_of(told)
    ]
    assert len({scene["generatedImage"]["file"] for scene in bound}) == 10
    assert not Storybook.objects.get().has_errors


@pytest.mark.parametrize("unfit", ["text", "photo"])
def test_an_unfit_request_is_refused_before_anything_is_bought(cluster, openai, start_job, ended, photo_url, unfit):
    openai.scores = lambda text: {"violence/graphic": 0.9} if bool(text) == (unfit == "text") else {}
    job = ended(start_job("scenes", story=STORY, characterImage=photo_url), "failed")
    assert job.error_code == "CONTENT_REFUSED"
    assert paid(openai) == charged(job) == []
