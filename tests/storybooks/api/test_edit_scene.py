"""PATCH /api/storybooks/{id}/pages/{page}/scenes/{scene}: the text becomes the book's together with its new PDF."""

import io

import pytest
from pypdf import PdfReader

from jobs.models import Job
from jobs.states import Status
from jobs.tasks import run_next
from storybooks.models import Storybook
from tests.refusals import said
from tests.storybooks.api.test_book import NOT_FOUND, NOT_YOURS, in_process
from tests.storybooks.book.books import letters
from tests.storybooks.shelf import finished_book
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
TEXT = "Mina counts the foxes."


@pytest.fixture
def edit(client_of):
    """A function: the answer to somebody's wish for another text."""

    def ask(book, user=None, page=2, scene=1, **body):
        url = f"/api/storybooks/{book.id}/pages/{page}/scenes/{scene}"
        return client_of(user).patch(url, body or {"description": TEXT}, content_type="application/json")

    return ask


def texts(book: Storybook) -> list[str]:
    book.refresh_from_db()
    return [scene["description"] for page in book.pages for scene in page["scenes"]]


@in_process
def test_the_text_and_the_pdf_change_together(alice, client_of, edit):
    book = finished_book(alice)
    was = texts(book)
    answer = edit(book, alice)
    assert answer.status_code == 202
    assert answer["Location"] == answer.json()["pollingUrl"]
    assert texts(book) == was
    run_next()
    status = client_of().get(answer.json()["pollingUrl"]).json()
    assert (status["status"], status["title"]) == ("completed", "The Lantern")
    assert texts(book) == [*was[:2], TEXT, was[3]]
    pdf = client_of(alice).get(status["result"]["pdf_url"]).content
    printed = letters("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages))
    assert letters(TEXT) in printed
    assert letters(was[2]) not in printed
    assert letters(was[3]) in printed


@in_process
def test_a_text_that_is_not_fit_for_the_readers_changes_nothing(alice, client_of, edit):
    book = finished_book(alice)
    was = texts(book)
    edit(book, alice, description="A corpse, murdered and bloody.")
    run_next()
    job = Job.objects.get()
    assert (job.status, job.error_code) == (Status.FAILED, "CONTENT_REFUSED")
    assert texts(book) == was
    assert client_of(alice).get(f"/api/storybooks/{book.id}").json()["pdf_is_current"] is True


@in_process
def test_several_texts_one_after_the_other_all_stay(alice, edit):
    book = finished_book(alice)
    for page, scene in ((1, 1), (1, 2), (2, 2)):
        assert edit(book, alice, page, scene, description=f"{page} and {scene}.").status_code == 202
    run_next()
    assert texts(book) == ["1 and 1.", "1 and 2.", "Mina counts to 3.", "2 and 2."]


@pytest.mark.parametrize(("page", "scene"), [(0, 1), (3, 1), (1, 0), (1, 3), (10**30, 1)])
def test_a_scene_that_is_not_in_the_book(alice, edit, page, scene):
    answer = edit(finished_book(alice), alice, page, scene)
    assert (answer.status_code, answer.json()["code"]) == (404, "SCENE_NOT_FOUND")
    assert not Job.objects.exists()


def test_a_page_is_named_by_its_own_number(alice, edit):
    book = finished_book(alice)
    Storybook.objects.update(pages=[{**page, "pageNumber": page["pageNumber"] + 6} for page in book.pages])
    assert edit(book, alice, 8, 1).status_code == 202
    assert edit(book, alice, 2, 1).status_code == 404


@pytest.mark.parametrize(
    "body", [{"description": ""}, {"description": "\u200b"}, {"description": "x" * 2001}, {"title": "x"}, {"x": 1}]
)
def test_a_text_that_is_none_is_refused(alice, edit, body):
    answer = edit(finished_book(alice), alice, **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert not Job.objects.exists()


def test_only_its_owner_changes_a_book(alice, bob, carol, edit):
    hers, guests = finished_book(alice), finished_book()
    assert edit(hers).json()["code"] == edit(guests).json()["code"] == "AUTHENTICATION_REQUIRED"
    assert (edit(hers, bob).status_code, said(edit(hers, bob))) == (404, NOT_FOUND)
    for user, book in ((carol, hers), (bob, guests)):
        assert (edit(book, user).status_code, said(edit(book, user))) == (403, NOT_YOURS)
    assert not Job.objects.exists()


def test_another_text_counts_as_a_start_if_it_starts_a_job(alice, edit, settings):
    settings.RATE_LIMIT_STARTS = Limit(2, 3600)
    book = finished_book(alice)
    asked = [edit(book, alice, page=7), edit(book, alice, description=""), *(edit(book, alice) for _ in range(3))]
    assert [answer.status_code for answer in asked] == [404, 400, 202, 202, 429]
    assert asked[-1].json()["code"] == "RATE_LIMIT_EXCEEDED"
    assert Job.objects.count() == 2
