"""A photo or a description becomes a portrait, and the same wish of the same user is paid for once."""

import base64
import io

import pytest
from PIL import Image

from storybooks.catalog import STYLE_LOOKS
from storybooks.models import CartoonCache, StoredFile
from tests.books.drawn import charged, paid, pictures, prompt_of
from tests.fakes.openai import HERO
from tests.fakes.pictures import encoded

PROMPT = HERO["description"]
GREEN_GROUND = (127, 181, 138)


def test_the_photo_goes_to_the_illustrator_with_prompt_and_style(cluster, openai, cartoon, alice, photo_url):
    job = cartoon(alice, imageUrl=photo_url, style="anime")
    (call,) = pictures(openai)
    (reference,) = call.files
    pixel = Image.open(io.BytesIO(reference.data)).convert("RGB").getpixel((8, 8))
    assert call.path == "/v1/images/edits"
    assert all(abs(one - two) < 12 for one, two in zip(pixel, GREEN_GROUND, strict=True))
    assert PROMPT in prompt_of(call)
    assert STYLE_LOOKS["anime"] in prompt_of(call)
    assert charged(job) == ["draw_portrait"]


def test_without_a_photo_the_prompt_alone_is_drawn_to_its_last_word(cluster, openai, cartoon):
    prompt = f"A girl. {'x' * 1900} And a small hat."
    cartoon(None, prompt=prompt)
    (call,) = pictures(openai)
    assert call.path == "/v1/images/generations"
    assert not call.files
    assert prompt in prompt_of(call)


def test_the_result_shows_the_picture_that_was_bought(cluster, openai, cartoon, alice, client_of, photo_url):
    bought = encoded(Image.new("RGB", (256, 256), (200, 30, 160)))
    openai.picture = lambda call: bought
    job = cartoon(alice, imageUrl=photo_url)
    answer = client_of(alice).get(f"/api/jobs/cartoonize/status/{job.id}").json()
    shown = Image.open(io.BytesIO(client_of(alice).get(answer["result"]["url"]).content))
    pixel = shown.convert("RGB").getpixel((128, 128))
    assert all(abs(one - two) < 12 for one, two in zip(pixel, (200, 30, 160), strict=True))
    assert answer["processingInfo"] == {"cached": False, "message": "Newly generated cartoon image"}


def test_the_same_wish_again_costs_its_user_nothing_and_shows_the_same_picture(
    cluster, openai, cartoon, alice, client_of, photo_url
):
    first = cartoon(alice, imageUrl=photo_url)
    calls = len(openai.calls)
    used = CartoonCache.objects.get().used_at
    second = cartoon(alice, imageUrl=photo_url)
    assert len(openai.calls) == calls
    assert charged(second) == []
    assert second.result_data == {**first.result_data, "cached": True}
    answer = client_of(alice).get(f"/api/jobs/cartoonize/status/{second.id}").json()
    assert answer["processingInfo"] == {"cached": True, "message": "Retrieved from cache"}
    assert CartoonCache.objects.get().used_at > used


def test_nobody_gets_another_s_picture_and_guests_pay_each_time(cluster, openai, cartoon, alice, bob, photo_url):
    jobs = [cartoon(user, imageUrl=photo_url) for user in (alice, bob, None, None)]
    assert paid(openai) == ["portrait"] * 4
    assert [job.result_data["cached"] for job in jobs] == [False] * 4
    assert len({job.result_data["url"]["file"] for job in jobs}) == 4
    assert set(CartoonCache.objects.values_list("user", flat=True)) == {alice.pk, bob.pk}


def test_another_wish_is_drawn_anew(cluster, openai, cartoon, alice, photo_url):
    other = "data:image/png;base64," + _as_text(Image.new("RGB", (100, 100), "navy"))
    wishes = [{}, {"style": "anime"}, {"prompt": "A boy."}, {"imageUrl": other}, {"imageUrl": ""}]
    jobs = [cartoon(alice, **{"imageUrl": photo_url, **wish}) for wish in wishes]
    assert len({job.result_data["url"]["file"] for job in jobs}) == len(paid(openai)) == len(wishes)


@pytest.mark.parametrize("unfit", ["text", "photo"])
def test_an_unfit_request_is_refused_before_anything_is_bought(
    cluster, openai, start_job, ended, alice, photo_url, unfit
):
    openai.scores = lambda text: {"violence/graphic": 0.9} if bool(text) == (unfit == "text") else {}
    job = ended(start_job("cartoonize", alice, prompt=PROMPT, imageUrl=photo_url), "failed")
    assert job.error_code == "CONTENT_REFUSED"
    assert paid(openai) == charged(job) == []
    assert not CartoonCache.objects.exists()
    assert StoredFile.objects.count() == 1


def _as_text(image: Image.Image) -> str:
    return base64.b64encode(encoded(image)).decode()
