"""/storybook/{id}/share: a link is made, told once, listed, and ended."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from storybooks import shares
from storybooks.models import Share, Storybook
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture
def book(alice) -> Storybook:
    return finished_book(alice)


@pytest.fixture
def client(alice, client_of) -> Client:
    return client_of(alice)


def place(book: Storybook) -> str:
    return f"/storybook/{book.id}/share"


def told(page: str) -> str | None:
    """The link that the page tells."""
    found = re.search(r'value="(http[^"]+)" data-link', page)
    return found and html.unescape(found[1])


def make(client: Client, book: Storybook, days: str = "30") -> str:
    return client.post(place(book), {"days": days}, headers=BROWSER, follow=True).content.decode()


def test_a_link_is_made_told_and_opens_the_book(book, client, client_of):
    link = told(make(client, book))
    assert link.startswith("http://testserver/shared/")
    assert "Mina counts to 1." in client_of().get(link, headers=BROWSER).content.decode()


@pytest.mark.parametrize(("days", "length"), [("7", 7), ("30", 30), ("365", 365), ("", None)])
def test_it_ends_when_its_family_said(days, length, book, client):
    page = make(client, book, days)
    made = Share.objects.get()
    assert ("Open until you end it" in page) == (length is None)
    if length:
        assert abs(made.expires_at - timezone.now() - timedelta(days=length)) < timedelta(minutes=1)


def test_a_link_is_told_for_a_reload_and_to_the_browser_that_made_it_alone(book, client, client_of, alice):
    link = told(make(client, book))
    assert told(client.get(place(book), headers=BROWSER).content.decode()) == link
    elsewhere = client_of(alice).get(place(book), headers=BROWSER).content.decode()
    assert told(elsewhere) is None
    assert elsewhere.count('name="end"') == 1
    cookie = client.cookies["made-link"]
    assert (cookie["path"], cookie["httponly"], cookie["max-age"]) == (place(book), True, 600)


def test_a_link_is_ended_and_told_no_more(book, client, client_of):
    link = told(make(client, book))
    answer = client.post(place(book), {"end": str(Share.objects.get().id)}, headers=BROWSER, follow=True)
    page = answer.content.decode()
    assert "The link shows nothing any more." in page
    assert told(page) is None
    assert client_of().get(link, headers=BROWSER).status_code == 404


def test_ending_a_link_twice_is_no_error_and_one_of_another_book_stays(book, client, alice, bob):
    other, _ = shares.share(finished_book(bob), None)
    for end in (str(uuid4()), str(other.id)):
        assert client.post(place(book), {"end": end}, headers=BROWSER).status_code == 302
    assert client.post(place(book), {"end": "1 or 1=1"}, headers=BROWSER).status_code == 404
    assert Share.objects.filter(id=other.id).exists()


def test_a_book_with_all_its_links_says_so(book, client, monkeypatch):
    monkeypatch.setattr(shares, "MOST", 1)
    make(client, book)
    answer = client.post(place(book), {"days": "7"}, headers=BROWSER)
    assert answer.status_code == 409
    assert "as many links as a book may have" in answer.content.decode()
    assert Share.objects.count() == 1


def test_an_end_that_was_not_offered_makes_no_link(book, client):
    answer = client.post(place(book), {"days": "9999"}, headers=BROWSER)
    assert answer.status_code == 422
    assert not Share.objects.exists()


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_nobody_but_its_owner_shares_a_book(who, book, client_of, request):
    client = client_of(request.getfixturevalue(who))
    assert client.get(place(book), headers=BROWSER).status_code == 404
    assert client.post(place(book), {"days": "7"}, headers=BROWSER).status_code == 404
    assert not Share.objects.exists()


def test_a_guest_is_asked_to_sign_in_and_a_guests_book_is_shared_by_nobody(book, client, client_of):
    answer = client_of().post(place(book), {"days": "7"}, headers=BROWSER)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next=%2Fstorybook%2F{book.id}%2Fshare")
    assert client.get(place(finished_book(None)), headers=BROWSER).status_code == 404
    assert not Share.objects.exists()


def test_no_other_site_makes_a_link(book, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(place(book), {"days": "7"}, headers=BROWSER).status_code == 403
    assert not Share.objects.exists()
