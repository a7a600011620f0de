"""A book that is erased, changed and shared in the same moment: by connections that really wait for each other."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, connections, transaction

from jobs.claiming import claim_next
from jobs.models import Job
from jobs.outcomes import fenced
from storybooks.models import Share, Storybook
from storybooks.shares import MOST, share
from tests.chaos.clusters import eventually
from tests.refusals import said
from tests.storybooks.api.test_book import NOT_FOUND, rename, url
from tests.storybooks.api.test_shares import new_share
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 5
# Who waits for a row has locked its table, and that lock names the database.
WAITING = """
SELECT count(DISTINCT waits.pid) FROM pg_locks AS waits JOIN pg_locks AS holds USING (pid)
 WHERE NOT waits.granted AND holds.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.fixture
def meanwhile():
    """A function: does something in another connection, and tells by its future what came of it."""

    def work(doing, *args, **named):
        try:
            return doing(*args, **named)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield partial(pool.submit, work)


def waiting() -> int:
    """How many connections to the test's own database wait for another."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def erasing(book: Storybook, client, meanwhile) -> Future:
    """The answer to a wish to delete the book, which goes on when the caller lets go of the book or a job of it."""
    answer = meanwhile(client.delete, url(book))
    assert eventually(lambda: waiting() == 1)
    return answer


def work_on_its_book(book: Storybook) -> None:
    """As a worker stores what it has made: it holds its job when it asks for the book."""

    def store() -> None:
        assert eventually(waiting)
        Storybook.objects.select_for_update().filter(id=book.id).first()

    claim = claim_next()
    if claim:
        fenced(claim, store)


def test_a_change_that_starts_while_its_book_is_erased_and_the_erasure_are_one_after_the_other(
    alice, client_of, meanwhile
):
    book, client, other = finished_book(alice), client_of(alice), client_of(alice)
    rename(client, book, title="First")
    with transaction.atomic():
        Job.objects.select_for_update().get()
        erasure = erasing(book, client, meanwhile)
        change = meanwhile(rename, other, book, title="Second")
        assert eventually(lambda: change.done() or waiting() == 2)
        work = meanwhile(work_on_its_book, book)
    assert erasure.result().status_code == 200
    work.result()
    assert (change.result().status_code, said(change.result())) == (404, NOT_FOUND)
    assert not Job.objects.exists()


def test_a_book_that_is_erased_while_it_is_shared_is_not_there(alice, client_of, meanwhile):
    book, client, other = finished_book(alice), client_of(alice), client_of(alice)
    with transaction.atomic():
        Storybook.objects.select_for_update(of=("self",)).get(id=book.id)
        erasure = erasing(book, client, meanwhile)
        link = meanwhile(new_share, other, book)
        assert eventually(lambda: waiting() == 2)
    assert erasure.result().status_code == 200
    assert (link.result().status_code, said(link.result())) == (404, NOT_FOUND)
    assert not Share.objects.exists()


def test_of_many_that_want_the_last_link_one_gets_it(alice, client_of, meanwhile):
    book = finished_book(alice)
    for _ in range(MOST - 1):
        share(book, None)
    clients = [client_of(alice) for _ in range(AT_ONCE)]
    with transaction.atomic():
        Storybook.objects.select_for_update(of=("self",)).get(id=book.id)
        links = [meanwhile(new_share, client, book) for client in clients]
        assert eventually(lambda: waiting() == AT_ONCE)
    assert sorted(link.result().status_code for link in links) == [201] + [409] * (AT_ONCE - 1)
    assert Share.objects.count() == MOST
