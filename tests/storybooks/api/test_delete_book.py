"""DELETE /api/storybooks/{id}: nothing of the book is left, in the table, in the store, or for who kept an address."""

import pytest
from django.utils import timezone

from jobs.claiming import claim_next
from jobs.errors import JobLost, TransientError
from jobs.models import Job
from jobs.outcomes import beat
from prints.states import Status as PrintStatus
from storybooks.clean_up import LATEST_WRITE, clean_up
from storybooks.files import keep, read
from storybooks.media import media_store
from storybooks.models import CartoonCache, Share, StoredFile, Storybook
from storybooks.shares import share
from tests.books.tables import all_rows
from tests.jobs.helpers import job_in
from tests.prints.shelf import request_in
from tests.refusals import said
from tests.storybooks.api.test_book import NOT_FOUND, NOT_YOURS, rename, url
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def delete(client_of, django_capture_on_commit_callbacks):
    """A function: the answer to somebody's wish to delete a book, and what follows its commit."""

    def ask(book, user=None):
        with django_capture_on_commit_callbacks(execute=True):
            return client_of(user).delete(url(book))

    return ask


def aged() -> None:
    StoredFile.objects.update(created_at=timezone.now() - 2 * LATEST_WRITE)


def has_bytes(file: StoredFile) -> bool:
    try:
        return bool(read(file))
    except FileNotFoundError:
        return False


def test_nothing_of_it_is_left(alice, client_of, delete):
    job = job_in("completed", alice)
    Job.objects.filter(id=job.id).update(input_data={"story": "secret words"})
    photo = keep("photo", b"a child", "image/jpeg", user_id=alice.pk, job_id=job.id)
    book = finished_book(alice, job=job, story="secret words")
    share(book, None)
    rename(client_of(alice), book, title="secret title")
    CartoonCache.objects.create(user=alice, key="k", picture_id=book.cover_id)
    aged()
    files = list(StoredFile.objects.all())
    other = finished_book(alice)
    answer = delete(book, alice)
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert photo in files
    assert not [file for file in files if has_bytes(file)]
    assert set(StoredFile.objects.values_list("id", flat=True)) == other.file_ids()
    assert list(Storybook.objects.all()) == [other]
    assert not any(model.objects.exists() for model in (Job, Share, CartoonCache))
    assert "secret" not in all_rows()


def test_twice_is_once(alice, client_of, delete):
    book = finished_book(alice)
    assert delete(book, alice).status_code == 200
    answer = delete(book, alice)
    assert (answer.status_code, said(answer)) == (404, NOT_FOUND)
    assert client_of(alice).get("/api/storybooks").json()["storybooks"] == []


def test_when_the_store_fails_nothing_is_seen_any_more_and_the_clean_up_erases_the_rest(
    alice, client_of, delete, monkeypatch
):
    book = finished_book(alice)
    body = client_of(alice).get(url(book)).json()
    addresses = [body["pdf_url"], body["cover_url"], body["portrait_url"], body["download_url"]]
    assert [client_of().get(address).status_code for address in addresses] == [200] * 4
    aged()
    files, store = list(StoredFile.objects.all()), type(media_store())
    works, calls = store.delete, []

    def fails_from_the_third_on(self, key):
        calls.append(key)
        if len(calls) > 2:
            raise TransientError("The picture store does not work right now.", code="MEDIA_STORE_ERROR")
        works(self, key)

    with monkeypatch.context() as patched:
        patched.setattr(store, "delete", fails_from_the_third_on)
        assert delete(book, alice).status_code == 200
    assert sum(map(has_bytes, files)) == len(files) - 2
    assert [client_of().get(address).status_code for address in addresses] == [404] * 4
    assert [client_of(alice).get(f"/media/{file.id}").status_code for file in files] == [404] * len(files)
    clean_up()
    assert not any(map(has_bytes, files))
    assert not StoredFile.objects.exists()


def test_a_job_that_is_changing_the_book_ends_with_it(alice, client_of, delete):
    book = finished_book(alice)
    rename(client_of(alice), book, title="The Fox")
    claim = claim_next()
    delete(book, alice)
    assert not Job.objects.exists()
    with pytest.raises(JobLost):
        beat(claim)


def test_only_its_owner_and_staff_delete_a_book(alice, bob, carol, delete):
    hers, guests = finished_book(alice), finished_book()
    assert delete(hers).status_code == delete(guests).status_code == 401
    assert (delete(hers, bob).status_code, said(delete(hers, bob))) == (404, NOT_FOUND)
    assert (delete(guests, bob).status_code, said(delete(guests, bob))) == (403, NOT_YOURS)
    assert Storybook.objects.count() == 2
    assert delete(hers, carol).status_code == delete(guests, carol).status_code == 200
    assert not Storybook.objects.exists()


@pytest.mark.parametrize(("status", "code"), [("pending", 409), ("approved", 409), ("shipped", 200), ("rejected", 200)])
def test_a_book_that_waits_to_be_printed_stays_whole(alice, client_of, delete, status, code):
    book = finished_book(alice)
    request_in(PrintStatus(status), alice, book)
    answer = delete(book, alice)
    assert answer.status_code == code
    if code == 409:
        assert "print" in answer.json()["error"]
        assert not StoredFile.objects.filter(discarded_at__isnull=False).exists()
        assert client_of(alice).get(url(book)).status_code == 200


def test_a_user_with_a_book_in_print_can_still_be_deleted(alice):
    request_in(PrintStatus.PENDING, alice, finished_book(alice))
    alice.delete()
    assert not Storybook.objects.exists()
