"""What a request brings along is used as it is, and not bought."""

from collections import Counter

from jobs.models import JobStep
from storybooks.models import Storybook
from tests.books.drawn import PICTURES, asked, brought_pages, name_of, pictures


def test_a_photo_and_a_story_become_a_book(cluster, openai, start_book, ended):
    job = ended(start_book(), "completed")
    assert asked(openai) == Counter(PICTURES)
    assert Storybook.objects.get().job == job


def test_pages_of_the_request_are_drawn_as_they_are_and_nothing_is_planned(cluster, openai, start_book, ended):
    pages = brought_pages(3)
    job = ended(start_book(pages=pages), "completed")
    assert asked(openai) == Counter(("portrait", "cover", "scene-1", "scene-2", "scene-3"))
    assert "plan" not in [name_of(call) for call in openai.calls]
    told = [
        {"pageNumber": page["pageNumber"], "scenes": [_without_picture(scene) for scene in page["scenes"]]}
        for page in job.result_data["pages"]
    ]
    assert told == pages
    assert not JobStep.objects.filter(name="plan").exists()


def test_a_drawing_with_its_description_is_neither_described_nor_drawn_anew(cluster, openai, start_book, ended):
    hero = "A cheerful child with a blue cap."
    job = ended(start_book(isReusedImage=True, characterDescription=hero), "completed")
    assert asked(openai) == Counter(set(PICTURES) - {"portrait"})
    assert "hero" not in [name_of(call) for call in openai.calls]
    assert all(hero in call.form["prompt"][0] for call in pictures(openai))
    assert job.result_data["portrait_url"] == {"file": job.input_data["picture"]}


def _without_picture(scene: dict) -> dict:
    return {name: value for name, value in scene.items() if name != "generatedImage"}
