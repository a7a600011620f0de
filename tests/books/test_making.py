"""How the pictures of one book are asked for, and what is written down about it."""

from decimal import Decimal

import pytest
from PIL import Image

from jobs.models import JobStep
from storybooks.catalog import AUDIENCES, STYLE_LOOKS
from tests.books.drawn import GREEN_GROUND, PICTURES, brought_pages, corner, name_of, pictures, prompt_of, similar
from tests.fakes.openai import HERO, unique_picture
from tests.fakes.pictures import encoded

MAGENTA = (200, 30, 160)


@pytest.mark.parametrize(("audience", "style"), [("children", "storybook"), ("adults", "comic-book")])
def test_every_picture_is_asked_for_in_the_look_of_the_book(cluster, openai, start_book, ended, audience, style):
    ended(start_book(audience=audience, style=style), "completed")
    prompts = {name_of(call): prompt_of(call) for call in pictures(openai)}
    assert len(prompts) == AUDIENCES[audience].scenes + 2
    for prompt in prompts.values():
        for words in (STYLE_LOOKS[style], AUDIENCES[audience].look, HERO["description"]):
            assert words in prompt
    assert all('feels: "happy"' in prompt for name, prompt in prompts.items() if name.startswith("scene"))
    assert "Mina found a lantern" in prompts["scene-1"]
    assert "Mina laughed" in prompts[f"scene-{AUDIENCES[audience].scenes}"]


def test_the_photo_is_the_reference_of_the_portrait_and_the_portrait_that_of_everything_else(
    cluster, openai, start_book, ended
):
    portrait = encoded(Image.new("RGB", (256, 256), MAGENTA))
    openai.picture = lambda call: portrait if name_of(call) == "portrait" else unique_picture()
    ended(start_book(), "completed")
    references = {name_of(call): corner(call) for call in pictures(openai)}
    assert similar(references.pop("portrait"), GREEN_GROUND)
    assert len(references) == 11
    assert all(similar(colour, MAGENTA) for colour in references.values())


def test_as_many_calls_run_at_once_as_the_operator_allows_and_no_more(cluster, openai, start_book, ended):
    openai.delay = 0.1
    ended(start_book(), "completed")
    assert openai.max_parallel == 4


def test_each_step_notes_what_it_cost(cluster, openai, start_book, ended):
    job = ended(start_book(), "completed")
    costs = dict(JobStep.objects.filter(job=job, done=True).values_list("name", "cost_usd"))
    drawn = {name: costs.pop(name) for name in PICTURES}
    assert set(drawn.values()) == {Decimal("0.015070")}  # 60 tokens at 5, 200 at 8 and 439 at 30 dollars a million
    pdf = next(name for name in costs if name.startswith("pdf-"))
    checks = dict.fromkeys(("check", "check-hero", "check-plan"))
    assert costs == {**checks, "hero": Decimal("0.000200"), "plan": Decimal("0.000200"), pdf: None}
    charges = JobStep.objects.get(job=job, name="scene-3").charges
    assert [(charge["provider"], charge["kind"]) for charge in charges] == [("openai", "draw_scene")]


def test_two_books_are_made_side_by_side_and_keep_their_pictures_apart(cluster, openai, start_book, ended):
    openai.delay = 0.2
    jobs = [start_book(title=f"Book {number}", pages=brought_pages(4)) for number in (1, 2)]
    results = [ended(job, "completed").result_data for job in jobs]
    assert openai.max_parallel > 4
    shown = [scene["generatedImage"]["file"] for one in results for page in one["pages"] for scene in page["scenes"]]
    assert len(set(shown)) == 8
    assert len(pictures(openai)) == 12
