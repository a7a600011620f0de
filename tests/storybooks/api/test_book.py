"""GET and PATCH /api/storybooks/{id}"""

from uuid import uuid4

import pytest

from jobs.models import Job
from jobs.states import Status
from jobs.tasks import run_next
from storybooks.models import Storybook
from tests.conftest import STORY
from tests.refusals import said
from tests.storybooks.shelf import PDF, finished_book, picture
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
in_process = pytest.mark.django_db(transaction=True)
NOT_FOUND = {"error": "Storybook not found", "code": "STORYBOOK_NOT_FOUND"}
NOT_YOURS = {"error": "Only its owner can do this with a book.", "code": "PERMISSION_DENIED"}


def url(book) -> str:
    return f"/api/storybooks/{book.id}"


def rename(client, book, **body):
    return client.patch(url(book), body, content_type="application/json")


def test_a_book_is_told_whole(alice, client_of):
    book = finished_book(alice, failed=(3,))
    answer = client_of(alice).get(url(book))
    body = answer.json()
    assert answer["Cache-Control"] == "private, no-store"
    assert (body["id"], body["title"], body["story"]) == (str(book.id), "The Lantern", STORY)
    assert (body["audience"], body["style"], body["character_description"]) == (
        "children",
        "storybook",
        "A child with a red top.",
    )
    assert (body["has_errors"], body["warning"]) == (True, "Some images failed to generate")
    assert (body["is_paid"], body["pdf_is_current"], body["changes"]) == (False, True, [])
    scenes = [scene for page in body["pages"] for scene in page["scenes"]]
    assert [page["pageNumber"] for page in body["pages"]] == [1, 2]
    assert scenes[0]["description"] == "Mina counts to 1."
    assert scenes[2]["error"] == "Refused."
    anybody = client_of()
    assert anybody.get(body["pdf_url"]).content == PDF
    for address in (body["cover_url"], body["portrait_url"], *(scene["generatedImage"] for scene in scenes)):
        assert anybody.get(address)["Content-Type"] == "image/jpeg"
    assert (
        anybody.get(scenes[2]["generatedImage"]).content
        == anybody.get(body["portrait_url"]).content
        == picture("#7fb58a")
    )


def test_it_answers_to_its_owner_and_staff_and_a_guests_to_whoever_knows_its_id(alice, bob, carol, client_of):
    hers, guests = finished_book(alice), finished_book()
    everybody = (alice, carol, bob, None)
    assert [client_of(user).get(url(hers)).status_code for user in everybody] == [200, 200, 404, 404]
    assert [client_of(user).get(url(guests)).status_code for user in everybody] == [200] * 4
    assert said(client_of(bob).get(url(hers))) == NOT_FOUND


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_an_unknown_book(alice, client_of, method):
    answer = getattr(client_of(alice), method)(f"/api/storybooks/{uuid4()}", content_type="application/json")
    assert (answer.status_code, said(answer)) == (404, NOT_FOUND)
    assert getattr(client_of(alice), method)("/api/storybooks/1").status_code == 404


def test_a_new_title_is_the_books_at_once_and_a_job_brings_it_into_the_pdf(alice, client_of):
    book = finished_book(alice)
    answer = rename(client_of(alice), book, title="  The Fox ")
    body = answer.json()
    assert (answer.status_code, body["title"], body["pdf_is_current"]) == (200, "The Fox", False)
    (change,) = body["changes"]
    assert (change["jobType"], change["status"]) == ("edit-storybook", "pending")
    assert client_of().get(change["pollingUrl"]).json()["title"] == "The Lantern"
    assert Job.objects.get().user == alice


@in_process
def test_the_pdf_has_the_new_title_when_the_job_has_ended(alice, client_of):
    book = finished_book(alice)
    before = client_of(alice).get(url(book)).json()
    rename(client_of(alice), book, title="The Fox")
    run_next()
    assert Job.objects.get().status == Status.COMPLETED
    after = client_of(alice).get(url(book)).json()
    assert (after["title"], after["pdf_is_current"], after["changes"]) == ("The Fox", True, [])
    assert client_of(alice).get(after["pdf_url"]).content != PDF
    assert client_of(alice).get(before["pdf_url"]).status_code == 404  # replaced
    assert after["pages"] == before["pages"]


@in_process
def test_a_title_that_is_not_fit_for_the_readers_is_taken_back(alice, client_of):
    book = finished_book(alice)
    rename(client_of(alice), book, title="The Porn Lantern")
    run_next()
    job = Job.objects.get()
    assert (job.status, job.error_code) == (Status.FAILED, "CONTENT_REFUSED")
    body = client_of(alice).get(url(book)).json()
    assert (body["title"], body["pdf_is_current"]) == ("The Lantern", True)


@in_process
def test_of_two_new_titles_the_later_one_stays_and_is_printed(alice, client_of):
    book = finished_book(alice)
    for title in ("The Fox", "The River"):
        rename(client_of(alice), book, title=title)
    run_next()
    assert set(Job.objects.values_list("status", flat=True)) == {Status.COMPLETED}
    book.refresh_from_db()
    assert (book.title, book.printed_title) == ("The River", "The River")


def test_the_title_it_has_already_starts_no_job(alice, client_of):
    book = finished_book(alice)
    assert rename(client_of(alice), book, title="The Lantern").json()["changes"] == []
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "Title is required"),
        ({"title": ""}, "Title is required"),
        ({"title": None}, "Title is required"),
        ({"title": "x" * 101}, "Ensure this field has no more than 100 characters."),
        ({"title": "\u200b"}, "There is nothing to read in this text."),
        ({"title": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_a_title_that_is_none_is_refused(alice, client_of, body, sentence):
    book = finished_book(alice)
    answer = rename(client_of(alice), book, **body)
    assert (answer.status_code, answer.json()["error"]) == (400, sentence)
    assert not Job.objects.exists()


def test_nothing_but_the_title_can_be_changed_this_way(alice, bob, client_of):
    book = finished_book(alice)
    was = Storybook.objects.values().get(id=book.id)
    lies = {"is_paid": True, "user": str(bob.id), "user_id": str(bob.id), "has_errors": True, "pages": [], "id": "1"}
    assert rename(client_of(alice), book, title="The Fox", **lies, printed_title="Free", job=None).status_code == 200
    now = Storybook.objects.values().get(id=book.id)
    assert {name for name in was if was[name] != now[name]} == {"title", "updated_at"}
    assert rename(client_of(alice), book, is_paid=True).status_code == 400
    book.refresh_from_db()
    assert not book.is_paid


def test_only_its_owner_changes_a_book(alice, bob, carol, client_of):
    hers, guests = finished_book(alice), finished_book()
    assert rename(client_of(), hers, title="Mine").json()["code"] == "AUTHENTICATION_REQUIRED"
    assert rename(client_of(), guests, title="Mine").json()["code"] == "AUTHENTICATION_REQUIRED"
    assert said(rename(client_of(bob), hers, title="Mine")) == NOT_FOUND
    for user, book in ((carol, hers), (bob, guests), (carol, guests)):
        answer = rename(client_of(user), book, title="Mine")
        assert (answer.status_code, said(answer)) == (403, NOT_YOURS)
    assert not Storybook.objects.filter(title="Mine").exists()
    assert not Job.objects.exists()


def test_a_title_is_not_changed_when_no_more_jobs_may_wait(alice, client_of, settings):
    settings.MAX_JOBS_PER_USER = 1
    book = finished_book(alice)
    assert rename(client_of(alice), book, title="The Fox").status_code == 200
    answer = rename(client_of(alice), book, title="The River")
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_JOBS")
    book.refresh_from_db()
    assert book.title == "The Fox"


def test_a_new_title_counts_as_a_start_if_it_starts_a_job(alice, client_of, settings):
    settings.RATE_LIMIT_STARTS = Limit(2, 3600)
    book, client = finished_book(alice), client_of(alice)
    for title, status in (("The Lantern", 200), ("", 400), ("The Fox", 200), ("The River", 200), ("The Sea", 429)):
        assert rename(client, book, title=title).status_code == status
    body = {"storybookId": str(book.id), "title": "The Sea"}
    answer = client.post("/api/jobs/edit-storybook/start", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    book.refresh_from_db()
    assert book.title == "The River"
