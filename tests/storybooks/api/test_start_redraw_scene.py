"""POST /api/jobs/redraw-scene/start, and what becomes of the book."""

import pytest

from jobs.models import Job, JobStep
from jobs.states import Status
from jobs.tasks import run_next
from storybooks.files import read
from storybooks.models import StoredFile, Storybook
from tests.jobs.helpers import job_in
from tests.refusals import said
from tests.storybooks.api.test_book import NOT_FOUND, NOT_YOURS, in_process
from tests.storybooks.shelf import PDF, finished_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def redraw(client_of):
    """A function: the answer to somebody's wish for another picture, of the third scene unless told otherwise."""

    def ask(book, user=None, **wish):
        body = {"storybookId": str(book.id), **(wish or {"page": 2, "scene": 1})}
        return client_of(user).post("/api/jobs/redraw-scene/start", body, content_type="application/json")

    return ask


def scenes(book: Storybook) -> list[dict]:
    book.refresh_from_db()
    return [scene for page in book.pages for scene in page["scenes"]]


@in_process
def test_a_picture_that_failed_is_drawn_after_all(alice, client_of, redraw):
    book = finished_book(alice, failed=(3,))
    was = scenes(book)
    started = redraw(book, alice).json()
    assert scenes(book) == was
    run_next()
    result = client_of().get(started["pollingUrl"]).json()["result"]
    now = scenes(book)
    assert (now[:2], now[3]) == (was[:2], was[3])
    assert "error" not in now[2]
    assert now[2]["generatedImage"] != was[2]["generatedImage"]
    assert (book.has_errors, result["has_errors"]) == (False, False)
    assert "warning" not in result
    assert result["storybook_id"] == str(book.id)
    assert client_of(alice).get(result["pages"][1]["scenes"][0]["generatedImage"])["Content-Type"] == "image/jpeg"
    assert client_of(alice).get(result["pdf_url"]).content not in (b"", PDF)


@in_process
def test_what_it_replaces_is_erased_and_all_else_is_kept(alice, redraw):
    book = finished_book(alice)
    before = book.file_ids()
    redraw(book, alice)
    run_next()
    book.refresh_from_db()
    after = book.file_ids()
    kept = StoredFile.objects.kept().filter(storybook=book)
    assert len(before - after) == 2  # the picture and the PDF
    assert set(kept.values_list("id", flat=True)) == after
    replaced = StoredFile.objects.exclude(id__in=after)
    assert {file.id for file in replaced} <= before
    for file in replaced:
        with pytest.raises(FileNotFoundError):
            read(file)


@in_process
def test_new_words_for_a_picture_become_the_books(alice, redraw):
    book = finished_book(alice)
    words = {"description": "Mina finds a kite.", "emotion": "happy", "imagePrompt": "a red kite over a hill"}
    redraw(book, alice, page=2, scene=1, **words)
    run_next()
    now = scenes(book)
    assert {name: now[2][name] for name in words} == words
    assert now[1]["description"] == "Mina counts to 2."


@in_process
def test_words_that_are_not_fit_for_the_readers_change_nothing(alice, redraw):
    book = finished_book(alice)
    was = scenes(book)
    redraw(book, alice, page=2, scene=1, imagePrompt="a bloody corpse")
    run_next()
    job = Job.objects.get()
    assert (job.status, job.error_code) == (Status.FAILED, "CONTENT_REFUSED")
    assert scenes(book) == was
    assert not JobStep.objects.filter(name="picture").exists()


@in_process
def test_a_cover_that_failed_is_drawn_after_all(alice, client_of, redraw):
    book = finished_book(alice, cover=None, has_errors=True)
    redraw(book, alice, cover=True)
    run_next()
    body = client_of(alice).get(f"/api/storybooks/{book.id}").json()
    assert body["has_errors"] is False
    assert body["cover_url"].partition("?")[0] != body["portrait_url"].partition("?")[0]


@in_process
def test_it_needs_nothing_of_the_job_that_made_the_book(alice, redraw):
    job = job_in(Status.COMPLETED, alice)
    book = finished_book(alice, job=job, failed=(3,))
    job.delete()
    redraw(book, alice)
    run_next()
    book.refresh_from_db()
    assert not book.has_errors


@in_process
def test_a_job_that_is_attempted_again_after_its_change_changes_nothing_more(alice, redraw):
    """As when a worker dies between the change and the end of the job: the book may have changed meanwhile."""
    book = finished_book(alice)
    redraw(book, alice, page=2, scene=1, description="The first.")
    run_next()
    redraw(book, alice, page=2, scene=1, description="The second.")
    run_next()
    now = scenes(book)
    first = Job.objects.order_by("created_at").first()
    again = {"status": "pending", "completed_at": None, "result_data": None, "progress": 0}
    Job.objects.filter(id=first.id).update(**again)
    run_next()
    first.refresh_from_db()
    assert (first.status, first.attempt) == (Status.COMPLETED, 2)
    assert scenes(book) == now
    assert now[2]["description"] == "The second."


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"page": 1}, "scene"),
        ({"scene": 1}, "scene"),
        ({"cover": False}, "scene"),
        ({"page": 1, "scene": 1, "cover": True}, "scene"),
        ({"cover": True, "imagePrompt": "a hill"}, "cover"),
        ({"page": "one", "scene": 1}, "page"),
        ({"page": 1, "scene": 0}, "scene"),
        ({"page": 1, "scene": 1, "imagePrompt": "x" * 2001}, "imagePrompt"),
        ({"page": 1, "scene": 1, "description": "\x00"}, "description"),
        ({"page": 1, "scene": 1, "storybookId": "1"}, "storybookId"),
    ],
)
def test_a_wish_that_nobody_can_fulfil_is_refused(alice, redraw, wish, field):
    answer = redraw(finished_book(alice), alice, **wish)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert list(answer.json()["details"]) == [field]
    assert not Job.objects.exists()


def test_a_scene_that_is_not_in_the_book(alice, redraw):
    answer = redraw(finished_book(alice), alice, page=2, scene=3)
    assert (answer.status_code, answer.json()["code"]) == (404, "SCENE_NOT_FOUND")


def test_only_its_owner_changes_a_book(alice, bob, carol, redraw):
    hers, guests = finished_book(alice), finished_book()
    assert redraw(hers).json()["error"] == redraw(guests).json()["error"] == "Please sign in to change your books."
    assert (redraw(hers, bob).status_code, said(redraw(hers, bob))) == (404, NOT_FOUND)
    for user, book in ((carol, hers), (bob, guests), (carol, guests)):
        assert (redraw(book, user).status_code, said(redraw(book, user))) == (403, NOT_YOURS)
    assert not Job.objects.exists()


def test_no_field_of_the_body_makes_another_book_ones_own(alice, bob, client_of):
    hers, his = finished_book(alice), finished_book(bob)
    lies = {"user": str(alice.id), "user_id": str(alice.id), "storybook": str(hers.id), "storybook_id": str(hers.id)}
    body = {"storybookId": str(his.id), "page": 2, "scene": 1, **lies}
    assert client_of(bob).post("/api/jobs/redraw-scene/start", body, content_type="application/json").status_code == 202
    job = Job.objects.get()
    assert (job.user, job.input_data["storybook"]) == (bob, str(his.id))
