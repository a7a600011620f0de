"""A hero and a genre become a whole book: written, drawn, typeset, and paid for once."""

import pytest

from storybooks.files import read
from storybooks.models import StoredFile, Storybook
from tests.books.drawn import (
    GREEN_GROUND,
    PICTURES,
    asked,
    charged,
    corner,
    name_of,
    of,
    paid,
    pictures,
    prompt_of,
    similar,
)
from tests.fakes import faults
from tests.fakes.openai import HERO

DESCRIPTION = HERO["description"]
DRAWN = ("cover", *(f"scene-{number}" for number in range(1, 11)))


def test_a_story_is_written_titled_drawn_and_bound(cluster, openai, start_story, ended, client_of, alice):
    job = ended(start_story(style="comic-book"), "completed")
    answer = client_of(alice).get(f"/api/jobs/auto-story/status/{job.id}").json()
    result, book = answer["result"], Storybook.objects.get()
    assert (book.title, book.user, book.job, book.style) == ("Mia and the Lost Lantern", alice, job, "comic-book")
    assert (book.character_description, book.audience, book.has_errors) == (DESCRIPTION, "children", False)
    assert book.story == result["generated_story"]
    assert 300 <= len(book.story.split()) <= 400
    assert answer["storybookUrl"] == f"http://testserver/storybook/{book.id}"
    assert (result["storybook_id"], result["title"], result["has_errors"]) == (str(book.id), book.title, False)
    shown = [scene["generatedImage"] for page in result["pages"] for scene in page["scenes"]]
    served = {client_of().get(url).content for url in [result["cover_url"], *shown]}
    assert len(served) == 11
    assert client_of().get(result["pdf_url"]).content.startswith(b"%PDF")


def test_the_hero_of_the_request_is_the_reference_of_every_picture_and_the_portrait_of_the_book(
    cluster, openai, start_story, ended
):
    job = ended(start_story(), "completed")
    assert asked(openai) == dict.fromkeys(DRAWN, 1)
    for call in pictures(openai):
        assert similar(corner(call), GREEN_GROUND)
        assert DESCRIPTION in prompt_of(call)
    portrait = StoredFile.objects.get(id=job.result_data["portrait_url"]["file"])
    assert (portrait.storybook, str(portrait.id)) == (Storybook.objects.get(), job.input_data["picture"])
    assert read(portrait)


def test_a_photo_is_drawn_as_the_portrait_first_and_every_picture_after_that(cluster, openai, start_story, ended):
    job = ended(start_story(isReusedImage=False), "completed")
    assert asked(openai) == dict.fromkeys(PICTURES, 1)
    of_photo = {name_of(call): similar(corner(call), GREEN_GROUND) for call in pictures(openai)}
    assert of_photo == dict.fromkeys(PICTURES, False) | {"portrait": True}
    book = Storybook.objects.get()
    assert (book.portrait.kind, book.job, book.has_errors) == (StoredFile.Kind.PORTRAIT, job, False)
    assert str(book.portrait_id) != job.input_data["picture"]


def test_everything_is_bought_once_in_its_order_and_the_request_is_checked_before(cluster, openai, start_story, ended):
    job = ended(start_story(), "completed")
    names = paid(openai)
    assert names[:2] == ["story", "plan"]
    assert sorted(names[2:]) == sorted(DRAWN)
    assert charged(job)[:2] == ["write_story", "plan_pages"]
    assert len(charged(job)) == len(names)
    checks, writing = openai.calls_to("/v1/moderations"), openai.calls_to("/v1/chat")[0]
    parts = [part for call in checks if call.at < writing.at for part in call.json["input"]]
    assert {part["type"] for part in parts} == {"text", "image_url"}
    assert any(DESCRIPTION in part.get("text", "") for part in parts)
    later = [part.get("text", "") for call in checks if call.at > writing.at for part in call.json["input"]]
    assert any("forest at dawn" in text for text in later)


@pytest.mark.parametrize("unfit", ["text", "photo"])
def test_an_unfit_request_is_refused_before_anything_is_bought(cluster, openai, start_story, ended, unfit):
    openai.scores = lambda text: {"violence/graphic": 0.9} if bool(text) == (unfit == "text") else {}
    job = ended(start_story(), "failed")
    assert (job.error_code, job.attempt) == ("CONTENT_REFUSED", 1)
    assert paid(openai) == charged(job) == []


def test_an_unfit_story_is_refused_before_a_picture_is_bought(cluster, openai, start_story, ended):
    openai.scores = lambda text: {"violence/graphic": 0.9} if "forest at dawn" in text else {}
    job = ended(start_story(), "failed")
    assert job.error_code == "CONTENT_REFUSED"
    assert paid(openai) == ["story"]
    assert not Storybook.objects.exists()


def test_a_plan_that_fails_at_first_does_not_write_the_story_again(cluster, openai, start_story, ended):
    openai.when(of("plan"), faults.status(500), times=2)
    job = ended(start_story(), "completed")
    assert (job.attempt, job.retry_count) == (2, 1)
    assert paid(openai).count("story") == 1


@pytest.mark.parametrize("genre", ["adventure", "history"])
def test_the_genre_and_the_readers_reach_the_writer(cluster, openai, start_story, ended, genre):
    ended(start_story(genre=genre), "completed")
    instructions, hero = (message["content"] for message in openai.calls_to("/v1/chat")[0].json["messages"])
    assert {"adventure": "an adventure:", "history": "the past brought alive"}[genre] in instructions
    assert "small children" in instructions
    assert DESCRIPTION in hero
