"""/storybook/library: a family's own books, and what guests find in their place."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from storybooks.models import Storybook
from storybooks.pages import library
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db
PLACE = "/storybook/library"


def shown(client, path: str = PLACE, **headers) -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"} | headers)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<a href="/storybook/[0-9a-f-]{36}" dir="auto">([^<]+)</a>', page)


def test_a_family_sees_its_own_books_the_newest_first(alice, bob, client_of):
    for days, (user, title) in enumerate([(alice, "First"), (bob, "Of others"), (alice, "Second"), (None, "Guest's")]):
        finished_book(user, title=title, created_at=timezone.now() + timedelta(days=days))
    page = shown(client_of(alice))
    assert titles(page) == ["Second", "First"]
    assert 'aria-current="page"' in page


def test_covers_keep_their_place_and_are_fetched_when_they_come_near(alice, client_of):
    book = finished_book(alice)
    page = shown(client_of(alice))
    assert f'<img src="/media/{book.cover_id}" alt="" width="1024" height="1024" srcset=' in page
    Storybook.objects.update(cover=None, portrait=None)
    assert "/media/" not in shown(client_of(alice))


def test_books_say_when_they_are_paid_incomplete_or_being_changed(alice, client_of):
    finished_book(alice, title="Plain")
    finished_book(alice, title="Paid for", is_paid=True)
    finished_book(alice, title="Torn", failed=(2,))
    changed = finished_book(alice, title="Changed")
    client = client_of(alice)
    client.post(f"/storybook/{changed.id}", {"title": "New name"})
    items = {re.search(r'dir="auto">([^<]+)<', item)[1]: item for item in shown(client).split("<li ")[1:]}
    badges = {title: re.findall(r'class="chip \w+">([^<]+)<', item) for title, item in items.items()}
    assert badges == {
        "Plain": [],
        "Paid for": ["Paid"],
        "Torn": ["A picture is missing"],
        "New name": ["Being changed"],
    }


def test_a_long_shelf_comes_in_pages_that_neither_miss_nor_repeat_a_book(alice, client_of, monkeypatch):
    monkeypatch.setattr(library, "ON_A_SHELF", 2)
    for number in range(5):
        finished_book(alice, pages=1, title=f"Book {number}", created_at=timezone.now() + timedelta(hours=number))
    client, path, found = client_of(alice), PLACE, []
    while path:
        page = shown(client, path)
        found.append(titles(page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following and following[1].replace("&amp;", "&")
    assert found == [["Book 4", "Book 3"], ["Book 2", "Book 1"], ["Book 0"]]
    assert f'href="{PLACE}">The newest' in page
    answer = client.get(f"{PLACE}?cursor=nonsense", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "text/html" in answer["Content-Type"]


def test_a_shelf_takes_a_few_questions_however_many_books_stand_on_it(alice, client_of, django_assert_max_num_queries):
    for _ in range(6):
        finished_book(alice, pages=1)
    client = client_of(alice)
    with django_assert_max_num_queries(6):
        shown(client)


def test_an_empty_shelf_and_a_guest_are_spoken_to_kindly(alice, client_of):
    finished_book(None)
    assert "The shelf is still empty" in shown(client_of(alice))
    page = shown(client_of())
    assert "Here stand the books of your family" in page
    assert 'href="/sign-in?next=%2Fstorybook%2Flibrary"' in page
    assert titles(page) == []


def test_the_shelf_speaks_arabic_from_right_to_left(alice, client_of):
    page = shown(client_of(alice), **{"Accept-Language": "ar"})
    assert 'lang="ar" dir="rtl"' in page
    assert "رف الكتب" in page
