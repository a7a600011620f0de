"""One scene becomes a picture: with the hero of a portrait, in its style and feeling, paid for once."""

import io

import pytest
from PIL import Image

from storybooks.catalog import AUDIENCES, STYLE_LOOKS
from storybooks.models import CartoonCache
from tests.books.drawn import charged, paid, pictures, prompt_of

SCENE = {
    "image_prompt": "A quiet harbour at dusk.",
    "character_description": "A girl with black hair and a red top.",
    "emotion": "proud",
    "audience": "children",
}
GREEN_GROUND = (127, 181, 138)


@pytest.fixture
def scene(start_job, ended):
    """A function: somebody's finished job, with changes to the body of its request."""
    return lambda user, **changes: ended(start_job("image", user, **{**SCENE, **changes}), "completed")


def test_the_scene_the_hero_the_feeling_and_the_look_reach_the_illustrator(cluster, openai, scene, photo_url):
    job = scene(None, cartoon_image=photo_url, style="comic-book", audience="adults")
    (call,) = pictures(openai)
    (reference,) = call.files
    pixel = Image.open(io.BytesIO(reference.data)).convert("RGB").getpixel((8, 8))
    assert all(abs(one - two) < 12 for one, two in zip(pixel, GREEN_GROUND, strict=True))
    told = prompt_of(call)
    for words in (SCENE["image_prompt"], SCENE["character_description"], STYLE_LOOKS["comic-book"]):
        assert words in told
    assert AUDIENCES["adults"].look in told
    assert 'feels: "proud"' in told
    assert charged(job) == ["draw_scene"]


def test_without_a_portrait_the_description_is_drawn(cluster, openai, scene):
    scene(None)
    (call,) = pictures(openai)
    assert call.path == "/v1/images/generations"
    assert SCENE["character_description"] in prompt_of(call)


def test_the_same_scene_again_costs_its_user_nothing_and_shows_the_same_picture(
    cluster, openai, scene, alice, client_of, photo_url
):
    first = scene(alice, cartoon_image=photo_url)
    calls = len(openai.calls)
    second = scene(alice, cartoon_image=photo_url)
    assert len(openai.calls) == calls
    assert charged(second) == []
    assert second.result_data == {**first.result_data, "reused": True}
    for job, reused in ((first, False), (second, True)):
        answer = client_of(alice).get(f"/api/jobs/image/status/{job.id}").json()
        told = {"reused": reused, "promptUsed": SCENE["image_prompt"], "style": "storybook"}
        assert answer["generationInfo"] == told
        assert client_of().get(answer["result"]["url"]).status_code == 200


def test_another_scene_hero_feeling_reader_style_or_user_is_drawn_anew(cluster, openai, scene, alice, bob, photo_url):
    changes = [
        {},
        {"image_prompt": "A quiet harbour at dawn."},
        {"character_description": "A boy."},
        {"emotion": "sad"},
        {"audience": "adults"},
        {"style": "anime"},
        {"cartoon_image": ""},
    ]
    jobs = [scene(alice, **{"cartoon_image": photo_url, **change}) for change in changes]
    jobs += [scene(user, cartoon_image=photo_url) for user in (bob, None, None)]
    assert len({job.result_data["url"]["file"] for job in jobs}) == len(paid(openai)) == len(changes) + 3
    assert not any(job.result_data["reused"] for job in jobs)
    assert CartoonCache.objects.count() == len(changes) + 1


def test_a_portrait_and_a_scene_of_the_same_words_are_two_pictures(cluster, openai, scene, start_job, ended, alice):
    words = "A fox."
    ended(start_job("cartoonize", alice, prompt=words, style="storybook"), "completed")
    assert scene(alice, image_prompt=words, character_description=words).result_data["reused"] is False


@pytest.mark.parametrize("unfit", ["image_prompt", "character_description", "emotion", "photo"])
def test_an_unfit_request_is_refused_before_anything_is_bought(
    cluster, openai, start_job, ended, alice, photo_url, unfit
):
    def scores(text: str) -> dict[str, float]:
        found = not text if unfit == "photo" else "gruesome" in text
        return {"violence/graphic": 0.9} if found else {}

    openai.scores = scores
    changes = {} if unfit == "photo" else {unfit: "gruesome"}
    job = ended(start_job("image", alice, **{**SCENE, "cartoon_image": photo_url, **changes}), "failed")
    assert job.error_code == "CONTENT_REFUSED"
    assert paid(openai) == charged(job) == []
