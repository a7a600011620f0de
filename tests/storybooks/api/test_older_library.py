"""The older system's addresses of the library, as its clients know them, without its holes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from prints.models import PrintRequest
from storybooks.models import PaidChange, Storybook
from tests.conftest import UNKNOWN_ID
from tests.storybooks.shelf import finished_book
from users import sign_ins

pytestmark = pytest.mark.django_db
LIST, ONE, DELETE, PAID = (
    f"/api/story/{name}" for name in ("get-user-storybooks", "get-user-storybook-by-id", "delete-by-id", "mark-paid")
)
ALL = [("get", LIST), ("get", f"{ONE}?id=x"), ("delete", f"{DELETE}?id=x"), ("post", PAID)]


@pytest.fixture
def ask(client):
    """A function: the answer to a request with somebody's access token."""

    def send(method: str, url: str, user=None, body=None):
        headers = {"Authorization": f"Bearer {sign_ins.sign_in(user).access}"} if user else {}
        return getattr(client, method)(url, body, content_type="application/json", headers=headers)

    return send


def refused(answer, status: int, sentence: str, code: str) -> bool:
    body = answer.json()
    return (answer.status_code, body["error"], body["code"]) == (status, sentence, code)


@pytest.mark.parametrize(("method", "url"), ALL)
@pytest.mark.parametrize(
    ("header", "sentence", "code"),
    [
        (None, "Missing or invalid authorization header", "AUTHENTICATION_REQUIRED"),
        ("Basic YTpi", "Missing or invalid authorization header", "AUTHENTICATION_REQUIRED"),
        ("Bearer ", "Missing token", "INVALID_TOKEN"),
        ("Bearer nonsense", "Invalid token format", "INVALID_TOKEN"),
        ("Bearer a.b.c", "Invalid token", "INVALID_TOKEN"),
    ],
)
def test_without_a_good_token_nothing_is_answered(alice, client_of, method, url, header, sentence, code):
    headers = {"Authorization": header} if header else {}
    answer = getattr(client_of(alice), method)(url, content_type="application/json", headers=headers)
    assert refused(answer, 401, sentence, code)
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "url"), ALL)
def test_every_answer_points_to_the_new_address(alice, ask, method, url):
    for user in (alice, None):
        answer = ask(method, url, user)
        assert re.fullmatch(r"@\d{10}", answer["Deprecation"])
        assert re.fullmatch(r'</api/(storybooks|webhooks/payment)>; rel="successor-version"', answer["Link"])


def test_the_list_has_what_it_had(alice, bob, ask):
    older, newer = finished_book(alice), finished_book(alice, title="The Fox")
    Storybook.objects.filter(id=older.id).update(created_at=timezone.now() - timedelta(days=1))
    finished_book(bob)
    answer = ask("get", LIST, alice)
    books = answer.json()["storybooks"]
    assert answer.json().keys() == {"storybooks"}
    assert [(book["id"], book["title"]) for book in books] == [
        (str(newer.id), "The Fox"),
        (str(older.id), "The Lantern"),
    ]
    assert all(book.keys() == {"id", "title", "created_at"} for book in books)
    assert books[0]["created_at"].endswith("Z")


def test_a_book_has_what_it_had_and_what_its_viewer_reads(alice, ask):
    book = finished_book(alice)
    answer = ask("get", f"{ONE}?id={book.id}", alice)
    told = answer.json()["storybook"]
    assert told.keys() == {
        *("id", "title", "created_at", "pages", "audience", "character_description"),
        *("story", "is_paid", "cover_image"),
    }
    assert told["pages"][0]["scenes"][0]["generatedImage"].startswith("http://testserver/media/")
    assert answer["Link"] == f'</api/storybooks/{book.id}>; rel="successor-version"'


@pytest.mark.parametrize(("method", "url"), [("get", ONE), ("get", f"{ONE}?id="), ("delete", DELETE), ("post", PAID)])
def test_a_request_without_an_id(alice, ask, method, url):
    assert refused(
        ask(method, url, alice, {} if method == "post" else None), 400, "Missing storybook ID", "INVALID_INPUT"
    )


@pytest.mark.parametrize("book_id", [UNKNOWN_ID, "1", "job_1_x", "%00", "x" * 90])
def test_an_unknown_book_is_404(alice, ask, book_id):
    not_found = (404, "Storybook not found", "STORYBOOK_NOT_FOUND")
    assert refused(ask("get", f"{ONE}?id={book_id}", alice), *not_found)
    assert refused(ask("post", PAID, alice, {"storybookId": book_id.replace("%00", "?")}), *not_found)
    sentence = "Storybook not found or you do not have permission to delete it"
    assert refused(ask("delete", f"{DELETE}?id={book_id}", alice), 404, sentence, "STORYBOOK_NOT_FOUND")


def test_a_deleted_book_is_gone_and_a_second_time_is_no_success(alice, ask):
    book = finished_book(alice)
    answer = ask("delete", f"{DELETE}?id={book.id}", alice)
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert ask("delete", f"{DELETE}?id={book.id}", alice).status_code == 404
    assert ask("get", LIST, alice).json() == {"storybooks": []}


def test_a_book_that_waits_to_be_printed_is_not_deleted(alice, ask):
    book = finished_book(alice)
    PrintRequest.objects.create(user=alice, storybook=book)
    assert ask("delete", f"{DELETE}?id={book.id}", alice).status_code == 409
    assert Storybook.objects.exists()


def test_nobody_gets_at_the_books_of_others(alice, bob, ask):
    book = finished_book(alice)
    assert ask("get", f"{ONE}?id={book.id}", bob).status_code == 404
    assert ask("delete", f"{DELETE}?id={book.id}", bob).status_code == 404
    assert ask("post", PAID, bob, {"storybookId": str(book.id)}).status_code == 404
    assert ask("get", LIST, bob).json() == {"storybooks": []}
    book.refresh_from_db()
    assert not book.is_paid


def test_staff_who_may_only_look_neither_say_that_a_book_is_paid_nor_delete_it(alice, carol, ask, on_duty):
    book = finished_book(alice)
    on_duty("see_content", "view_storybook")
    assert ask("get", f"{ONE}?id={book.id}", carol).status_code == 200
    assert ask("post", PAID, carol, {"storybookId": str(book.id)}).status_code == 403
    assert ask("delete", f"{DELETE}?id={book.id}", carol).status_code == 403
    book.refresh_from_db()
    assert not book.is_paid


def test_the_owner_cannot_declare_that_a_book_is_paid(alice, carol, ask):
    book = finished_book(alice)
    wish = {"storybookId": str(book.id)}
    sentence = "Only staff can say that a storybook is paid."
    assert refused(ask("post", PAID, alice, wish), 403, sentence, "PERMISSION_DENIED")
    assert not PaidChange.objects.exists()
    for _ in range(2):
        answer = ask("post", PAID, carol, wish)
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    book.refresh_from_db()
    assert book.is_paid
    noted = PaidChange.objects.get()
    assert (noted.is_paid, noted.actor, noted.webhook_id) == (True, str(carol.id), None)
