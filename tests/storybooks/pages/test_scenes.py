"""/storybook/{id}/scenes/{page}/{scene}: who may change a scene, what its page says; nothing is lost or drawn twice."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from jobs import outcomes
from jobs.api.start import submitted
from jobs.claiming import claim_next
from jobs.engine import Submitter, cancel, submit
from jobs.errors import PermanentError
from jobs.job_type import job_types
from jobs.models import DailySpending, Job
from jobs.retry import RetryPolicy
from jobs.states import Status
from storybooks.models import Storybook
from tests.storybooks.shelf import finished_book
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture
def book(alice) -> Storybook:
    return finished_book(alice, failed=(3,))


@pytest.fixture
def client(alice, client_of) -> Client:
    return client_of(alice)


def place(book: Storybook, page: int = 1, scene: int = 2) -> str:
    return f"/storybook/{book.id}/scenes/{page}/{scene}"


def shown(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=BROWSER | headers)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    return answer.content.decode()


def form_of(page: str, change: str) -> dict[str, str]:
    """The hidden fields of one of the page's forms, as its browser would send them."""
    (form,) = (each for each in re.findall(r"<form.*?</form>", page, re.S) if f'value="{change}"' in each)
    return dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form))


def reword(client: Client, path: str, text: str, page: str = ""):
    body = form_of(page or shown(client, path), "words") | {"description": text}
    return client.post(path, body, headers=BROWSER)


def redraw(client: Client, path: str, page: str = "", **wish: str):
    return client.post(path, form_of(page or shown(client, path), "picture") | wish, headers=BROWSER)


def end(job: Job, status: Status, code: str = "") -> None:
    """Let the waiting job come to this end, on the regular way."""
    if status == Status.CANCELLED:
        return cancel(job.id, actor="test")
    claim = claim_next()
    assert claim.id == job.id
    if status == Status.COMPLETED:
        return outcomes.complete(claim, {"storybook_id": job.input_data["storybook"]})
    return outcomes.fail_or_retry(claim, PermanentError("No.", code=code), RetryPolicy())


def words_are(book: Storybook, text: str) -> None:
    """What a job for the second scene's words leaves."""
    book.refresh_from_db()
    book.pages[0]["scenes"][1]["description"] = text
    book.save()


# --- Who, and what there is


def test_its_owner_alone_changes_a_scene_and_a_guest_is_asked_to_sign_in(book, client_of, alice, bob, carol):
    answers = [client_of(user).get(place(book), headers=BROWSER) for user in (alice, bob, carol, None)]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 302]
    assert answers[3]["Location"] == f"/sign-in?next=%2Fstorybook%2F{book.id}%2Fscenes%2F1%2F2"
    for user in (bob, carol):
        for change in ({"change": "words", "description": "Mine."}, {"change": "picture", "imagePrompt": "Mine"}):
            assert client_of(user).post(place(book), change, headers=BROWSER).status_code == 404
    assert not Job.objects.exists()


def test_a_guests_book_is_changed_by_nobody(client):
    book = finished_book(None)
    assert client.get(place(book), headers=BROWSER).status_code == 404


@pytest.mark.parametrize("path", ["1/3", "9/1", "1/0", "0/1", "99999999999999999999/1"])
def test_what_is_no_scene_is_no_page(book, client, path):
    assert client.get(f"/storybook/{book.id}/scenes/{path}", headers=BROWSER).status_code == 404
    assert client.post(f"/storybook/{book.id}/scenes/{path}", {}, headers=BROWSER).status_code == 404
    assert client.get(place(Storybook(id=uuid4())), headers=BROWSER).status_code == 404


def test_it_shows_the_scene_as_the_reader_does_and_leads_back_to_its_leaf(book, client):
    page = shown(client, place(book, 2, 2))
    picture = book.pages[1]["scenes"][1]["generatedImage"]["file"]
    assert re.search(rf'<img src="/media/{picture}" [^>]*width="1024" height="1024"', page)
    assert '<p class="reader" dir="auto" lang="">Mina counts to 4.</p>' in page
    assert f'href="/storybook/{book.id}#scene-4"' in page
    assert "Page 6 of 7" in page
    assert ">Mina counts to 4.</textarea>" in page.replace("\n", "")
    assert ">4 tall trees</textarea>" in page.replace("\n", "")
    assert "does not count as one of the books of your plan" in page
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page)


def test_the_reader_leads_to_each_scene_and_from_a_missing_picture_in_words(book, client):
    page = shown(client, f"/storybook/{book.id}")
    assert re.findall(r'href="/storybook/[^"]+/scenes/(\d/\d)["#]', page) == ["1/1", "1/2", "2/1", "2/2"]
    assert re.search(r'scenes/2/1#picture">.*?Have it drawn anew', page)
    missing = shown(client, place(book, 2, 1))
    assert "This picture did not come out" in missing
    assert "Save the present picture" not in missing


# --- Words


def test_a_text_becomes_a_job_whose_progress_stands_where_the_form_was(book, client, alice):
    answer = reword(client, place(book), "  Mina counts\r\nto two.  ")
    assert (answer.status_code, answer["Location"]) == (302, place(book))
    job = Job.objects.get()
    assert (job.type, job.user_id) == ("edit-storybook", alice.id)
    assert job.input_data | {"book_title": ""} == {
        "storybook": str(book.id),
        "page": 1,
        "scene": 2,
        "description": "Mina counts\nto two.",
        "book_title": "",
    }
    page = shown(client, place(book))
    assert f'<job-progress job-id="{job.id}"' in page
    assert "Mina counts<br>to two." in page
    assert 'name="description"' not in page
    assert 'name="imagePrompt"' in page
    assert f'action="/jobs/{job.id}/cancel"' in page


def test_what_came_of_a_text_is_told_for_an_hour(book, client):
    reword(client, place(book), "Mina counts to two.")
    end(Job.objects.get(), Status.COMPLETED)
    told = "The new words stand in the book"
    assert told in shown(client, place(book))
    Job.objects.update(completed_at=Job.objects.get().completed_at - timedelta(hours=2))
    assert told not in shown(client, place(book))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  ", "a page cannot be without words"),
        ("a" * 2001, "A text has at most 2,000 characters."),
        ("\u200b\u2066", "There is nothing to read in this text."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_a_text_that_is_none_is_told_beside_its_field_and_nothing_typed_is_lost(text, sentence, book, client):
    answer = reword(client, place(book), text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'aria-invalid="true".*?id="words_description_error">[^<]*{sentence}', page, re.S)
    assert text.strip() in page
    assert not Job.objects.exists()


def test_two_thousand_letters_fit_also_with_the_line_ends_of_a_form(book, client):
    assert reword(client, place(book), "a\r\n" * 999 + "aa").status_code == 302
    assert len(Job.objects.get().input_data["description"]) == 2000


def test_the_same_text_begins_nothing(book, client):
    answer = reword(client, place(book), "Mina counts to 2.")
    assert answer.status_code == 422
    assert "These are the words that stand there already." in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("ended", [None, Status.COMPLETED, Status.FAILED])
def test_a_text_sent_twice_begins_one_job(ended, book, client):
    page = shown(client, place(book))
    for _ in range(2):
        assert reword(client, place(book), "Mina counts to two.", page).status_code == 302
        if ended and not Job.objects.get().is_finished:
            end(Job.objects.get(), ended, "CONTENT_REFUSED")
    assert Job.objects.count() == 1


def test_a_text_changed_in_another_window_is_shown_before_it_is_replaced(book, client):
    old = shown(client, place(book))
    reword(client, place(book), "Mina counts to two.", old)
    end(Job.objects.get(), Status.COMPLETED)
    words_are(book, "Mina counts to two.")
    answer = reword(client, place(book), "Mina sleeps.", old)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This text was changed meanwhile" in page
    assert '<p class="reader" dir="auto" lang="">Mina counts to two.</p>' in page
    assert "Mina sleeps.</textarea>" in page
    assert Job.objects.count() == 1
    assert reword(client, place(book), "Mina sleeps.", page).status_code == 302
    assert Job.objects.latest("created_at").input_data["description"] == "Mina sleeps."


def test_while_one_change_of_a_text_is_under_way_another_is_kept_in_its_field(book, client):
    old = shown(client, place(book))
    reword(client, place(book), "Mina counts to two.", old)
    answer = reword(client, place(book), "Mina sleeps.", old)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Another change of this text is under way right now." in page
    assert "Mina sleeps.</textarea>" in page
    assert Job.objects.count() == 1


def test_a_change_through_the_api_is_no_less_one(book, client, alice):
    old = shown(client, place(book))
    wanted = {"storybookId": book.id, "page": 1, "scene": 2, "description": "Mina hops."}
    submit(job_types()["edit-storybook"], wanted, Submitter(alice))
    assert "Mina hops." in shown(client, place(book))
    assert reword(client, place(book), "Mina sleeps.", old).status_code == 409


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("texts", "statuses"), [(("One.", "Two."), [302, 409]), (("One.", "One."), [302, 302])])
def test_of_two_windows_at_the_same_moment_one_begins_a_job(texts, statuses, book, alice, client_of, monkeypatch):
    meeting = Barrier(2, timeout=20)

    def together(*args):
        meeting.wait()
        return submitted(*args)

    monkeypatch.setattr("storybooks.pages.scenes.changes.submitted", together)
    clients = [client_of(alice) for _ in texts]
    page = shown(clients[0], place(book))

    def send(client: Client, text: str) -> int:
        try:
            return reword(client, place(book), text, page).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, clients, texts)) == statuses
    assert Job.objects.count() == 1


def test_words_that_do_not_fit_come_back_into_their_field_with_the_reason(book, client):
    reword(client, place(book), "Mina fights with knives.")
    end(Job.objects.get(), Status.FAILED, "CONTENT_REFUSED")
    page = shown(client, place(book))
    assert re.search(r'id="words_description_error">Something in these words does not fit', page)
    assert "Mina fights with knives.</textarea>" in page
    assert reword(client, place(book), "Mina counts to two.", page).status_code == 302
    assert Job.objects.count() == 2


# --- The picture


def test_a_picture_is_drawn_anew_by_one_job_however_often_the_form_is_sent(book, client, alice):
    page = shown(client, place(book, 2, 1))
    wish = {"imagePrompt": "3 tall trees", "emotion": "happy"}
    for _ in range(2):
        answer = redraw(client, place(book, 2, 1), page, **wish)
        assert (answer.status_code, answer["Location"]) == (302, place(book, 2, 1))
    job = Job.objects.get()
    assert (job.type, job.user_id) == ("redraw-scene", alice.id)
    assert job.input_data["emotion"] == "happy"
    assert "imagePrompt" not in job.input_data  # it is what the scene has
    page = shown(client, place(book, 2, 1))
    assert f'<job-progress job-id="{job.id}"' in page
    assert 'name="imagePrompt"' not in page
    assert 'name="description"' in page
    assert "<job-progress" not in shown(client, place(book))
    end(job, Status.COMPLETED)
    assert redraw(client, place(book, 2, 1), form_page(job), **wish).status_code == 302
    assert Job.objects.count() == 1


def form_page(job: Job) -> str:
    """A form as it was before this job, with what it was drawn from."""
    book = Storybook.objects.get(id=job.input_data["storybook"])
    seen = book.pages[1]["scenes"][0]["generatedImage"]["file"]
    return (
        '<form><input type="hidden" name="change" value="picture"><input type="hidden" name="after">'
        f'<input type="hidden" name="seen" value="{seen}"></form>'
    )


def test_another_window_shows_the_drawing_that_is_under_way_instead_of_beginning_one(book, client, alice):
    old = shown(client, place(book))
    submit(job_types()["redraw-scene"], {"storybookId": book.id, "page": 1, "scene": 2}, Submitter(alice))
    assert "<job-progress" in shown(client, place(book))
    answer = redraw(client, place(book), old, imagePrompt="A boat")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This picture is being drawn already" in page
    assert "<job-progress" in page
    assert 'name="imagePrompt"' not in page
    assert Job.objects.count() == 1


def test_a_picture_that_nobody_has_seen_yet_is_not_replaced(book, client):
    old = shown(client, place(book))
    book.pages[0]["scenes"][1]["generatedImage"]["file"] = str(book.cover_id)
    book.save()
    answer = redraw(client, place(book), old, imagePrompt="A boat")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This picture was drawn anew meanwhile" in page
    assert "A boat</textarea>" in page
    assert redraw(client, place(book), page, imagePrompt="A boat").status_code == 302
    assert Job.objects.get().input_data["imagePrompt"] == "A boat"


@pytest.mark.parametrize(("code", "again"), [("EXTERNAL_SERVICE_ERROR", True), ("CONTENT_REFUSED", False)])
def test_a_drawing_that_failed_says_why_and_can_be_tried_again_where_that_helps(code, again, book, client):
    redraw(client, place(book), imagePrompt="A boat", emotion="proud")
    job = Job.objects.get()
    end(job, Status.FAILED, code)
    page = shown(client, place(book))
    assert "A boat</textarea>" in page
    assert (f'action="/jobs/{job.id}/retry"' in page) == again
    assert ("does not fit the readers" in page) != again
    if again:
        answer = client.post(f"/jobs/{job.id}/retry", {"next": place(book)}, headers=BROWSER)
        assert (answer.status_code, answer["Location"]) == (302, place(book))
        assert "<job-progress" in shown(client, place(book))


def test_a_drawing_is_stopped_and_gone_on_with_without_scripts(book, client):
    redraw(client, place(book))
    job = Job.objects.get()
    answer = client.post(f"/jobs/{job.id}/cancel", {"next": place(book)}, headers=BROWSER, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(place(book), 302)]
    assert "The drawing was stopped." in page
    assert "Go on with it" in page
    assert 'name="imagePrompt"' in page


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [({"imagePrompt": "a" * 2001}, "At most 2,000 characters"), ({"emotion": "a" * 41}, "At most 40 characters")],
)
def test_a_wish_that_is_too_long_is_told_beside_its_field(wish, sentence, book, client):
    answer = redraw(client, place(book), **wish)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Job.objects.exists()


# --- Limits


def too_many(settings, alice) -> None:
    settings.MAX_JOBS_PER_USER = 1
    submit(job_types()["noop"], {}, Submitter(alice))


def spent(settings, alice) -> None:
    settings.USER_DAILY_BUDGET_USD = Decimal(1)
    DailySpending.objects.create(day=timezone.now().date(), submitter=alice.id, usd=Decimal(2))


def in_a_short_time(settings, alice) -> None:
    settings.RATE_LIMIT_STARTS = Limit(0, 3600)


@pytest.mark.parametrize(
    ("limit", "status", "sentence", "before"),
    [
        (too_many, 429, "Please wait until one is ready, or stop one.", True),
        (spent, 429, "Nothing more can be drawn or changed today.", True),
        (in_a_short_time, 429, "You have changed a lot in a short time. Please wait 60 minutes.", False),
    ],
)
@pytest.mark.parametrize("change", [reword, redraw])
def test_a_limit_is_told_in_a_sentence_and_nothing_typed_is_lost(
    change: Callable, limit, status, sentence, before, book, client, alice, settings
):
    page = shown(client, place(book))
    limit(settings, alice)
    assert (sentence in shown(client, place(book))) == before
    typed = {"text": "Mina sleeps."} if change is reword else {"imagePrompt": "Mina sleeps."}
    answer = change(client, place(book), page=page, **typed)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert "Mina sleeps.</textarea>" in answer.content.decode()
    assert not Job.objects.exclude(type="noop").exists()


def test_it_speaks_arabic(book, client):
    page = shown(client, place(book), **{"Accept-Language": "ar"})
    assert 'dir="rtl"' in page
    assert "تعديل هذا المشهد" in page
