"""/api/storybooks/{id}/shares: links that show a book to others, made and ended by its owner."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from storybooks.models import Share
from tests.books.tables import all_rows
from tests.refusals import said
from tests.storybooks.api.test_book import NOT_FOUND, NOT_YOURS
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db


def url(book, share: str = "") -> str:
    return f"/api/storybooks/{book.id}/shares" + (f"/{share}" if share else "")


def new_share(client, book, **body):
    return client.post(url(book), body, content_type="application/json")


def test_a_link_is_told_once_and_nothing_that_is_stored_opens_it(alice, client_of):
    book, client = finished_book(alice), client_of(alice)
    answer = new_share(client, book)
    body = answer.json()
    assert answer.status_code == 201
    assert body.keys() == {"id", "created_at", "expires_at", "token", "url"}
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", body["token"])  # 256 bits
    assert body["url"] == f"http://testserver/api/shared/{body['token']}"
    assert body["expires_at"] is None
    assert body["token"] not in all_rows()
    listed = client.get(url(book)).json()["shares"]
    assert listed == [{name: body[name] for name in ("id", "created_at", "expires_at")}]
    assert client_of().get(f"/api/shared/{Share.objects.get().token_hash}").status_code == 404


def test_two_links_are_two(alice, client_of):
    book = finished_book(alice)
    first, second = (new_share(client_of(alice), book).json() for _ in range(2))
    assert first["token"] != second["token"]
    assert [share["id"] for share in client_of(alice).get(url(book)).json()["shares"]] == [second["id"], first["id"]]


def test_a_link_may_have_an_end(alice, client_of):
    moment = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
    body = new_share(client_of(alice), finished_book(alice), expires_at=moment.isoformat()).json()
    assert body["expires_at"] == moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


@pytest.mark.parametrize("moment", ["yesterday", "2020-01-01T00:00:00Z", "9" * 40, 7])
def test_an_end_that_is_none_or_has_passed_is_refused(alice, client_of, moment):
    answer = new_share(client_of(alice), finished_book(alice), expires_at=moment)
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["expires_at"])
    assert not Share.objects.exists()


def test_a_link_that_was_ended_is_listed_no_more_and_can_be_ended_once(alice, client_of):
    book, client = finished_book(alice), client_of(alice)
    share = new_share(client, book).json()
    assert client.delete(url(book, share["id"])).json()["success"] is True
    assert client.get(url(book)).json() == {"shares": []}
    again = client.delete(url(book, share["id"]))
    assert (again.status_code, again.json()["code"]) == (404, "SHARE_NOT_FOUND")


def test_a_book_has_so_many_links_and_expired_ones_do_not_count(alice, client_of):
    book, client = finished_book(alice), client_of(alice)
    for _ in range(20):
        assert new_share(client, book).status_code == 201
    answer = new_share(client, book)
    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_MANY_SHARES")
    oldest = Share.objects.earliest("created_at")
    Share.objects.filter(id=oldest.id).update(expires_at=timezone.now())
    assert len(client.get(url(book)).json()["shares"]) == 19
    assert new_share(client, book).status_code == 201
    assert not Share.objects.filter(id=oldest.id).exists()


def test_only_its_owner_shares_a_book_sees_its_links_and_ends_them(alice, bob, carol, client_of):
    hers, guests, his = finished_book(alice), finished_book(), finished_book(bob)
    share = new_share(client_of(alice), hers).json()["id"]
    for ask in (
        lambda user, book: client_of(user).get(url(book)),
        lambda user, book: new_share(client_of(user), book),
        lambda user, book: client_of(user).delete(url(book, share)),
    ):
        assert ask(None, hers).json()["code"] == ask(None, guests).json()["code"] == "AUTHENTICATION_REQUIRED"
        assert (ask(bob, hers).status_code, said(ask(bob, hers))) == (404, NOT_FOUND)
        for user, book in ((carol, hers), (bob, guests)):
            assert (ask(user, book).status_code, said(ask(user, book))) == (403, NOT_YOURS)
    assert client_of(bob).delete(url(his, share)).json()["code"] == "SHARE_NOT_FOUND"
    assert str(Share.objects.get().id) == share
