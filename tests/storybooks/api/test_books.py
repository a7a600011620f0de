"""GET /api/storybooks: the list of one's own books."""

from datetime import timedelta

import pytest
from django.utils import timezone

from storybooks.models import Storybook
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db
URL = "/api/storybooks"


def listed(client, **query) -> list[str]:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    return [book["id"] for book in answer.json()["storybooks"]]


def test_it_lists_the_callers_own_books_newest_first(alice, bob, client_of):
    older, newer = finished_book(alice), finished_book(alice, failed=(1,), is_paid=True)
    Storybook.objects.filter(id=older.id).update(created_at=timezone.now() - timedelta(hours=1))
    finished_book(bob)
    finished_book()
    books = client_of(alice).get(URL).json()["storybooks"]
    assert [book["id"] for book in books] == [str(newer.id), str(older.id)]
    first = books[0]
    assert first.keys() == {
        *("id", "title", "audience", "style", "page_count", "cover_url"),
        *("has_errors", "is_paid", "created_at", "updated_at"),
    }
    assert (first["title"], first["page_count"], first["has_errors"], first["is_paid"]) == (
        "The Lantern",
        2,
        True,
        True,
    )
    assert first["created_at"].endswith("Z")
    assert client_of().get(first["cover_url"]).status_code == 200


def test_it_asks_the_database_as_often_for_many_books_as_for_one(alice, client_of, django_assert_num_queries):
    client = client_of(alice)
    finished_book(alice)
    with django_assert_num_queries(3):  # the session, its user, the books
        client.get(URL)
    for _ in range(3):
        finished_book(alice)
    with django_assert_num_queries(3):
        client.get(URL)


def test_staff_sees_their_own_here_too_and_guests_are_asked_to_sign_in(alice, carol, client_of):
    finished_book(alice)
    finished_book()
    assert listed(client_of(carol)) == []
    answer = client_of().get(URL)
    assert (answer.status_code, answer.json()["code"]) == (401, "AUTHENTICATION_REQUIRED")


def test_search_looks_at_title_story_and_the_beginning_of_the_id(alice, client_of):
    book = finished_book(alice, title="The 100% Kite", story="A long story about the wind.")
    other = finished_book(alice)
    client = client_of(alice)
    for words in ("kite", "100%", "THE WIND", str(book.id)[:8], str(book.id).upper()):
        assert listed(client, search=words) == [str(book.id)], words
    assert listed(client, search="lantern") == [str(other.id)]
    assert listed(client, search="100_") == []


def test_pages_follow_each_other_without_gap_or_repeat(alice, client_of):
    for _ in range(5):
        finished_book(alice, pages=1)
    Storybook.objects.update(created_at=timezone.now())  # all in the same moment
    client, url, seen = client_of(alice), f"{URL}?limit=2", []
    while url:
        page = client.get(url).json()
        seen += [book["id"] for book in page["storybooks"]]
        finished_book(alice, pages=1)  # what is new comes first and shifts nothing
        url = page["next"]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", [{"cursor": "cD0x"}, {"search": "\0"}, {"limit": "0"}, {"limit": "101"}])
def test_a_page_that_does_not_exist_is_refused(alice, client_of, query):
    answer = client_of(alice).get(URL, query)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT")
    assert answer.json()["details"].keys() == query.keys()
