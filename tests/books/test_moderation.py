"""The provider's moderation at work: every photo, and whatever the writer makes of a family's words."""

import pytest

from tests.books.drawn import asked, name_of
from tests.fakes.openai import HERO, plan_for, story_for

UNFIT = {"violence/graphic": 0.9}
SENTENCE = "This picture or story contains something we do not put into a book."
WITH_A_PICTURE = {
    "storybook": {"field": "characterImage"},
    "auto-story": {"field": "cartoonImageUrl"},
    "scenes": {"field": "characterImage"},
    "cartoonize": {"field": "imageUrl"},
    "image": {"field": "cartoon_image"},
}


@pytest.fixture
def bodies(request_body) -> dict[str, dict]:
    hero = HERO["description"]
    words = {"image_prompt": "A harbour.", "character_description": hero, "emotion": "happy"}
    return {
        "storybook": request_body,
        "auto-story": {"genre": "bedtime", "characterDescription": hero, "audience": "children"},
        "scenes": {"story": request_body["story"]},
        "cartoonize": {"prompt": hero},
        "image": {**words, "audience": "children"},
    }


@pytest.mark.parametrize("path", WITH_A_PICTURE)
def test_an_unfit_picture_ends_every_type_of_job_before_anything_is_bought(
    cluster, openai, start_job, ended, bodies, photo_url, alice, path
):
    openai.scores = lambda text: {} if text else UNFIT
    body = bodies[path] | {WITH_A_PICTURE[path]["field"]: photo_url}
    job = ended(start_job(path, alice, **body), "failed")
    assert (job.error_code, job.error_message, job.attempt) == ("CONTENT_REFUSED", SENTENCE, 1)
    assert {name_of(call) for call in openai.calls} == {"check"}


def bloody_hero(call) -> dict:
    return {**HERO, "description": "A bloody child."}


def bloody_scene(name: str):
    def plan(call) -> dict:
        made = plan_for(call)
        made["pages"][0]["scenes"][0][name] = "A bloody one."
        return made

    return plan


def bloody_story(call) -> dict:
    made = story_for(call)
    return {**made, "title": f"Bloody {made['title']}"}


OUTPUTS = {
    "the look of the hero": ("storybook", "hero", bloody_hero),
    "a planned picture": ("storybook", "plan", bloody_scene("image_prompt")),
    "a feeling": ("scenes", "plan", bloody_scene("emotion")),
    "a written story": ("auto-story", "story", bloody_story),
}


@pytest.mark.parametrize("output", OUTPUTS)
def test_what_the_writer_made_is_checked_before_it_is_drawn(
    cluster, openai, start_job, ended, bodies, photo_url, alice, output
):
    path, name, made = OUTPUTS[output]
    setattr(openai, name, made)
    openai.scores = lambda text: UNFIT if "loody" in text else {}
    body = bodies[path] | ({WITH_A_PICTURE[path]["field"]: photo_url} if path != "scenes" else {})
    job = ended(start_job(path, alice, **body), "failed")
    assert (job.error_code, job.error_message) == ("CONTENT_REFUSED", SENTENCE)
    assert not asked(openai)
