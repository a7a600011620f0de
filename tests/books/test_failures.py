"""What becomes of a book when the provider fails: for a moment, for one picture, for good."""

import pytest

from jobs.models import JobStep
from storybooks.models import StoredFile, Storybook
from tests.books.drawn import asked, brought_pages, of, pictures
from tests.fakes import faults

REFUSED = faults.status(400, "moderation_blocked")


@pytest.fixture
def book_of_five(start_book):
    """A function: start a book of five scenes that the request brought."""
    return lambda **changes: start_book(pages=brought_pages(5), **changes)


def test_a_scene_that_is_refused_gets_the_portrait_in_its_place_and_the_book_is_made(
    cluster, openai, book_of_five, ended
):
    openai.when(of("scene-3"), REFUSED, times=100)
    result = ended(book_of_five(), "completed").result_data
    assert result["has_errors"] is True
    assert result["warning"] == "Some images failed to generate"
    scenes = [scene for page in result["pages"] for scene in page["scenes"]]
    assert [number for number, scene in enumerate(scenes, 1) if "error" in scene] == [3]
    assert scenes[2]["error"] == "This picture or story contains something we do not put into a book."
    assert scenes[2]["generatedImage"] == result["portrait_url"]
    assert Storybook.objects.get().has_errors
    assert StoredFile.objects.filter(kind="scene").count() == 4
    assert asked(openai)["scene-3"] == 1


def test_a_refused_cover_is_replaced_by_the_portrait(cluster, openai, book_of_five, ended):
    openai.when(of("cover"), REFUSED, times=100)
    result = ended(book_of_five(), "completed").result_data
    assert result["has_errors"] is True
    assert result["cover_url"] == result["portrait_url"]
    assert not any("error" in scene for page in result["pages"] for scene in page["scenes"])


@pytest.mark.parametrize(
    "trouble",
    [faults.rate_limited("1"), faults.status(500), faults.malformed(), faults.cut_body(), faults.drop(), faults.html()],
    ids=["429", "500", "garbage", "half a body", "nothing", "a proxy's page"],
)
def test_a_scene_that_fails_twice_is_drawn_in_the_end_and_nothing_else_is_bought_again(
    cluster, openai, book_of_five, ended, trouble
):
    openai.when(of("scene-3"), trouble, times=2)
    job = ended(book_of_five(), "completed")
    assert job.result_data["has_errors"] is False
    assert (job.attempt, job.retry_count, job.error_code) == (2, 1, "")
    calls = asked(openai)
    assert calls.pop("scene-3") == 3
    assert set(calls.values()) == {1}


def test_a_scene_that_stumbles_once_does_not_even_delay_the_job(cluster, openai, book_of_five, ended):
    openai.when(of("scene-3"), faults.status(503))
    job = ended(book_of_five(), "completed")
    assert (job.attempt, job.retry_count) == (1, 0)
    assert asked(openai)["scene-3"] == 2


def test_a_scene_that_never_works_is_given_up_at_the_last_try_and_the_book_is_made(
    cluster, openai, book_of_five, ended
):
    openai.when(of("scene-3"), faults.status(500), times=100)
    job = ended(book_of_five(), "completed")
    assert (job.attempt, job.retry_count) == (3, 2)
    assert job.result_data["has_errors"] is True
    assert set(asked(openai).values()) == {1, 6}


def test_a_book_whose_most_pictures_are_refused_fails_with_their_code(cluster, openai, book_of_five, ended):
    openai.when(of("scene-1", "scene-3", "scene-5"), REFUSED, times=100)
    job = ended(book_of_five(), "failed")
    assert (job.error_code, job.retry_count) == ("CONTENT_REFUSED", 0)
    assert job.error_message == "Most of the pictures could not be drawn."
    assert not Storybook.objects.exists()


def test_a_wrong_key_fails_the_book_at_once_with_a_sentence_for_families(
    cluster, openai, start_book, ended, client_of, alice
):
    openai.key = "another"
    job = ended(start_book(), "failed", 3)
    answer = client_of(alice).get(f"/api/jobs/storybook/status/{job.id}").json()
    assert answer["code"] == "CONFIGURATION_ERROR"
    assert answer["error"] == "The service that writes and draws is not set up correctly."
    assert job.attempt == 1
    assert "Zephyrwillow" not in "".join(JobStep.objects.values_list("error", flat=True))


@pytest.mark.parametrize("unfit", ["text", "photo"])
def test_a_refused_story_or_photo_ends_the_book_before_anything_is_bought(cluster, openai, start_book, ended, unfit):
    openai.scores = lambda text: {"violence/graphic": 0.9} if bool(text) == (unfit == "text") else {}
    job = ended(start_book(), "failed")
    assert job.error_code == "CONTENT_REFUSED"
    assert job.attempt == 1
    assert not pictures(openai)
    assert not openai.calls_to("/v1/chat")


def test_a_model_that_refuses_to_plan_the_story_ends_the_book_without_a_picture(cluster, openai, start_book, ended):
    openai.refusal = "I cannot help with that."
    job = ended(start_book(), "failed")
    assert job.error_code == "CONTENT_REFUSED"
    assert not pictures(openai)


def test_a_picture_that_is_none_is_asked_for_again(cluster, openai, book_of_five, ended):
    openai.when(of("scene-2"), faults.Reply(body={"created": 1, "data": [{"b64_json": "bm90IGEgcGljdHVyZQ=="}]}))
    job = ended(book_of_five(), "completed")
    assert job.result_data["has_errors"] is False
    assert asked(openai)["scene-2"] == 2
