"""What a request may do to the tables of the library, whatever its view forgets: asked of PostgreSQL itself."""

import pytest
from django.db import DatabaseError, transaction

from storybooks.models import PaidChange, Share, Storybook
from storybooks.payments import set_paid
from storybooks.shares import share, shared_book
from tests.storybooks.shelf import finished_book
from tests.users.test_row_security import refused, request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(alice, bob) -> tuple[Storybook, Storybook]:
    """One of Alice's and one of Bob's, each with a link and a payment."""
    both = finished_book(alice), finished_book(bob)
    for book in both:
        share(book, None)
        set_paid(book, True, "test")
    return both


def test_links_are_their_books_owners_to_see_to_make_and_to_end(books, alice):
    hers, his = books
    with request_of(alice):
        assert [link.storybook_id for link in Share.objects.all()] == [hers.id]
        share(hers, None)
        with pytest.raises(DatabaseError), transaction.atomic():
            Share.objects.create(storybook_id=his.id, token_hash="x")
        Share.objects.all().delete()
    assert [link.storybook for link in Share.objects.all()] == [his]
    with request_of():
        assert not Share.objects.exists()


def test_no_link_is_pointed_at_another_book(books, alice):
    with request_of(alice):
        assert "permission denied" in refused("UPDATE storybook_shares SET storybook_id = %s", books[1].id)


def test_who_has_a_link_sees_its_book_and_no_other(books, bob):
    hers, his = books
    _, token = share(hers, None)
    for caller in (None, bob):
        with request_of(caller):
            assert shared_book(token) == hers
            assert set(Storybook.objects.all()) == ({hers, his} if caller else {hers})


@pytest.mark.usefixtures("books")
def test_payments_are_no_requests_to_see_or_to_say(alice):
    with request_of(alice):
        for sql in (
            "SELECT 1 FROM storybook_paid_changes",
            "DELETE FROM storybook_paid_changes",
            "UPDATE storybook_entries SET is_paid = true",
            "UPDATE storybook_entries SET user_id = user_id",
            "UPDATE storybook_entries SET pages = '[]'",
            "UPDATE storybook_entries SET printed_title = 'x'",
            "DELETE FROM storybook_entries",
        ):
            assert "permission denied" in refused(sql), sql
    assert PaidChange.objects.count() == 2


def test_of_a_book_a_request_changes_the_title_alone_and_no_guests(books, alice):
    finished_book()
    with request_of(alice):
        assert Storybook.objects.update(title="The Fox") == 1
    assert Storybook.objects.filter(title="The Fox").get() == books[0]
