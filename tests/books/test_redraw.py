"""Pictures of a finished book are drawn anew, two of them at once, by a cluster that knows nothing but the book."""

from jobs.engine import delete
from jobs.models import JobStep
from storybooks.catalog import STYLE_LOOKS
from storybooks.files import read
from storybooks.models import StoredFile, Storybook
from tests.books.drawn import asked, brought_pages, name_of, of, pictures, prompt_of
from tests.chaos.clusters import eventually
from tests.fakes import faults
from tests.fakes.openai import HERO

REFUSED = faults.status(400, "moderation_blocked")


def test_two_pictures_of_one_book_are_redrawn_at_once_and_none_is_lost(
    cluster, openai, start_book, start_job, ended, alice, client_of
):
    openai.when(of("scene-2", "scene-5"), REFUSED, times=2)
    job = ended(start_book(style="anime", pages=brought_pages(6)), "completed")
    book = Storybook.objects.get()
    assert (book.has_errors, asked(openai)["scene-2"]) == (True, 1)
    before, first_pdf = book.file_ids(), book.pdf_id
    delete(job.id)
    openai.reset()
    openai.delay = 0.5
    wish = {"storybookId": str(book.id), "scene": 2, "page": 1}
    first = start_job("redraw-scene", alice, **wish)
    second = start_job("redraw-scene", alice, **{**wish, "scene": 1, "page": 3, "description": "Mina waves."})
    assert eventually(lambda: openai.parallel == 2)
    for each in (first, second):
        ended(each, "completed")
    book.refresh_from_db()

    scenes = [scene for page in book.pages for scene in page["scenes"]]
    assert (book.has_errors, [scene for scene in scenes if "error" in scene]) == (False, [])
    assert scenes[4]["description"] == "Mina waves."
    assert scenes[1]["description"] == "Mina counts to 2."
    assert len(book.file_ids()) == 6 + 3  # six scenes; cover, portrait and PDF
    assert before - book.file_ids() == {first_pdf}
    assert dict(asked(openai)) == {"scene-2": 1, "scene-5": 1}
    for call in pictures(openai):
        assert STYLE_LOOKS["anime"] in prompt_of(call)
        assert HERO["description"] in prompt_of(call)
        assert len(call.files) == 1  # the portrait
    assert len(openai.calls_to("/v1/moderations")) == 1  # nobody wrote words for the first
    assert [name_of(call) for call in openai.calls_to("/v1/chat")] == []
    assert JobStep.objects.get(job=first, name="picture").cost_usd > 0
    _is_whole(book, client_of(alice))


def _is_whole(book: Storybook, client) -> None:
    """Every file of the book is there, and whatever else was made on the way belongs to no book."""
    for file in StoredFile.objects.filter(id__in=book.file_ids()):
        assert read(file)
    assert set(StoredFile.objects.kept().filter(storybook=book).values_list("id", flat=True)) == book.file_ids()
    body = client.get(f"/api/storybooks/{book.id}").json()
    assert (body["pdf_is_current"], body["changes"], "warning" in body) == (True, [], False)
    assert client.get(body["pdf_url"]).content.startswith(b"%PDF")


def test_a_picture_that_is_refused_again_leaves_the_book_as_it_is(cluster, openai, start_book, start_job, ended, alice):
    openai.when(of("scene-2"), REFUSED, times=100)
    ended(start_book(pages=brought_pages(3)), "completed")
    was = Storybook.objects.values().get()
    redraw = start_job("redraw-scene", alice, storybookId=str(was["id"]), page=1, scene=2)
    assert ended(redraw, "failed").error_code == "CONTENT_REFUSED"
    assert Storybook.objects.values().get() == was
