"""The two PDFs of a request: made by the cluster's schedule, kept with the book, gone with it."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from pypdf import PdfReader

from prints import files, orders
from prints.edition import binding
from prints.files import PDF, make_anew, make_due
from prints.models import PrintRequest
from prints.moves import move
from prints.states import Status
from storybooks.clean_up import clean_up, discard
from storybooks.files import keep, read
from storybooks.making.binding import bind, parts_of
from storybooks.making.editing import with_words
from storybooks.models import StoredFile, Storybook
from tests.chaos.clusters import eventually
from tests.prints.shelf import STAFF, ordered, request_in, shelved, with_files

pytestmark = pytest.mark.django_db


def printers_files():
    return StoredFile.objects.filter(kind__in=["interior", "casewrap"])


def test_an_order_gets_its_files_from_the_schedule(alice, tmp_path):
    request = ordered(alice, shelved(alice))
    make_due()
    request.refresh_from_db()
    for file, kind, pages in ((request.interior, "interior", 24), (request.cover, "casewrap", 1)):
        (tmp_path / kind).write_bytes(read(file))
        assert len(PdfReader(tmp_path / kind).pages) == pages
        assert (file.kind, file.mime, file.user, file.storybook) == (kind, "application/pdf", alice, request.storybook)
    words = " ".join(page.extract_text() for page in PdfReader(tmp_path / "interior").pages)
    assert words.index("The Lantern") < words.index("counts to 1.") < words.index("counts to 2.")


def test_what_is_made_is_not_made_again_and_what_is_over_not_at_all(alice, monkeypatch):
    with_files(ordered(alice))
    request_in(Status.CANCELLED, alice)
    monkeypatch.setattr(binding, "print_files", lambda book: pytest.fail("made"))
    make_due()


def test_a_broken_book_tells_staff_why_is_tried_again_later_and_stops_no_other(alice, caplog):
    broken, whole = ordered(alice), ordered(alice)
    PrintRequest.objects.filter(id=broken.id).update(files_due_at=timezone.now() - timedelta(hours=1))
    discard(broken.storybook.files.filter(kind="scene"))
    make_due()
    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.interior, broken.files_problem) == (None, "A picture of the book is missing.")
    assert broken.files_due_at > timezone.now() + timedelta(minutes=9)
    assert whole.interior
    assert f"request={broken.id} error=PermanentError" in caplog.text


def test_two_workers_do_not_make_the_same_files(alice):
    ordered(alice)
    assert files._take() is not None
    assert files._take() is None


def test_a_family_that_cancels_meanwhile_leaves_no_files_behind(alice, monkeypatch):
    request = ordered(alice)
    really = binding.print_files

    def cancelling(book):
        orders.cancel(PrintRequest.objects.get(id=request.id), alice)
        return really(book)

    monkeypatch.setattr(binding, "print_files", cancelling)
    make_due()
    assert not printers_files().kept().exists()


def test_a_cover_that_could_not_be_drawn_is_the_hero_s_portrait(alice):
    request = ordered(alice, shelved(alice, cover=None))
    make_due()
    request.refresh_from_db()
    assert request.cover


def test_a_book_that_is_changed_before_anybody_has_approved_it_is_printed_as_it_is_then(alice):
    request, approved = ordered(alice), request_in(Status.APPROVED, alice)
    make_due()
    request.refresh_from_db()
    first, decided = request.interior, approved.interior
    for book in (request.storybook, approved.storybook):
        reworded(book, "Mina found a star.", title="The Star")
    make_due()
    request.refresh_from_db()
    approved.refresh_from_db()
    assert request.title == "The Star"
    assert "Mina found a star." in text_of(request.interior)
    assert "Mina found a star." not in text_of(first)
    assert not StoredFile.objects.kept().filter(id=first.id).exists()
    assert (approved.interior, approved.title) == (decided, "The Lantern")


def test_a_book_that_is_changed_while_its_files_are_made_has_them_made_once_more(alice, monkeypatch):
    request, really, changes = ordered(alice), binding.print_files, iter(["Mina found a star."])

    def changing(content):
        for words in changes:
            reworded(request.storybook, words)
        return really(content)

    monkeypatch.setattr(binding, "print_files", changing)
    make_due()
    request.refresh_from_db()
    assert "Mina found a star." in text_of(request.interior)
    assert printers_files().kept().count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_approved_while_its_book_is_changed_keeps_the_files_that_were_approved(alice):
    request = with_files(ordered(alice))

    def change() -> None:
        make_anew(request.storybook)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            move(request, Status.APPROVED, actor=STAFF)
            changing = pool.submit(change)
            assert eventually(somebody_waits_for_a_row)
        changing.result()
    request.refresh_from_db()
    assert request.interior.discarded_at is None


def somebody_waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def reworded(book: Storybook, words: str, title: str = "The Lantern") -> None:
    """As the job leaves it that changes a book."""
    parts = with_words(parts_of(book), (0, 0), {"description": words})
    pdf = {"file": str(keep("book", b"%PDF", PDF, user_id=book.user_id).id)}
    with transaction.atomic():
        held = Storybook.objects.select_for_update(of=("self",)).get(id=book.id)
        bind(held, replace(parts, data=parts.data | {"title": title}), pdf)


def text_of(file: StoredFile) -> str:
    pages = PdfReader(io.BytesIO(read(file))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.REJECTED])
def test_the_clean_up_erases_the_files_of_what_was_given_up(status, alice):
    request_in(status, alice)
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    clean_up()
    assert not printers_files().exists()
    assert StoredFile.objects.filter(kind="scene").exists()


def test_the_files_go_with_the_book_and_the_record_stays(alice):
    request = request_in(Status.SHIPPED, alice)
    request.storybook.delete()
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    clean_up()
    request.refresh_from_db()
    assert not StoredFile.objects.exists()
    assert (request.storybook, request.interior, request.cover, request.title) == (None, None, None, "The Lantern")
