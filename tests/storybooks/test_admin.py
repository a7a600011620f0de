"""The admin's list of books: which they are, never what a family wrote; and whether they are paid."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry

from storybooks.models import Breaker, CartoonCache, PaidChange, Share, StoredFile, Storybook
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db
URL = "/admin/storybooks/storybook/"


@pytest.fixture
def book(alice) -> Storybook:
    return finished_book(alice, title="The 5ecret Lantern", story="5ecret words")


def test_staff_sees_which_books_there_are_and_not_what_is_in_them(book, on_duty):
    client = on_duty("view_storybook", "view_paidchange")
    for page in (client.get(URL), client.get(f"{URL}{book.id}/change/")):
        text = page.content.decode()
        assert page.status_code == 200
        assert str(book.id) in text
        assert not [words for words in ("5ecret", "Mina", "red top", "trees") if words in text]


@pytest.mark.parametrize("lookup", ["story__contains", "title__startswith", "pages__0", "user__phone__startswith"])
def test_what_is_not_shown_cannot_be_guessed_letter_by_letter(book, on_duty, lookup):
    assert on_duty("view_storybook").get(URL, {lookup: "5"}).status_code == 400


def test_books_with_errors_are_found(book, alice, on_duty):
    broken = finished_book(alice, failed=(1,))
    text = on_duty("view_storybook").get(URL, {"has_errors__exact": "1"}).content.decode()
    assert str(broken.id) in text
    assert str(book.id) not in text


def test_nothing_of_it_can_be_changed_by_hand(book, on_duty):
    client = on_duty("view_storybook", "change_storybook", "add_storybook", "delete_storybook", "change_paidchange")
    assert client.get(f"{URL}add/").status_code == 403
    assert client.post(f"{URL}{book.id}/change/", {"is_paid": "on"}).status_code == 403
    assert client.post(f"{URL}{book.id}/delete/", {"post": "yes"}).status_code == 403


def test_a_book_is_marked_as_paid_and_who_did_it_is_noted_twice(book, alice, carol, on_duty):
    already = finished_book(alice, is_paid=True)
    client = on_duty("view_storybook", "change_storybook", "view_paidchange")
    chosen = {"action": "mark_paid", "_selected_action": [str(book.id), str(already.id)]}
    page = client.post(URL, chosen, follow=True)
    assert "1 marked as paid, 1 skipped" in page.content.decode()
    book.refresh_from_db()
    assert book.is_paid
    noted = PaidChange.objects.get()
    assert (noted.storybook, noted.is_paid, noted.actor) == (book, True, str(carol.id))
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (carol, str(book.id), "Marked as paid")
    assert str(carol.id) in client.get(f"{URL}{book.id}/change/").content.decode()
    client.post(URL, {"action": "mark_not_paid", "_selected_action": [str(book.id)]})
    book.refresh_from_db()
    assert not book.is_paid


def test_who_may_only_look_cannot_say_that_a_book_is_paid(book, on_duty):
    on_duty("view_storybook").post(URL, {"action": "mark_paid", "_selected_action": [str(book.id)]})
    book.refresh_from_db()
    assert not book.is_paid


def test_a_user_who_is_not_staff_sees_nothing(book, alice, client_of):
    assert client_of(alice).get(URL).status_code == 302


READ = ("view_storybook", "see_content")


def test_words_and_pictures_are_shown_when_asked_for_and_that_is_on_record(book, on_duty, carol):
    client = on_duty(*READ)
    page = client.get(f"{URL}{book.id}/change/").content.decode()
    assert "5ecret words" not in page
    assert not LogEntry.objects.exists()
    page = client.get(f"{URL}{book.id}/content/").content.decode()
    assert "5ecret words" in page
    assert "Mina counts to 1." in page
    assert page.count("/media/") >= len(book.file_ids())
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (carol, str(book.id))


def test_who_may_not_see_what_families_write_is_refused(book, on_duty):
    assert on_duty("view_storybook", "change_storybook").get(f"{URL}{book.id}/content/").status_code == 403
    assert not LogEntry.objects.exists()


def test_a_book_is_found_by_its_owner_only_by_those_who_may_see_people(book, alice, on_duty):
    found = [
        str(book.id) in on_duty("view_storybook", *more).get(URL, {"q": alice.phone}).content.decode()
        for more in ((), ("view_user",))
    ]
    assert found == [False, True]


@pytest.mark.parametrize("model", ["storedfile", "cartooncache", "share", "breaker", "paidchange"])
def test_files_drawings_links_and_providers_are_looked_at_only(book, on_duty, model, alice):
    file = StoredFile.objects.first()
    CartoonCache.objects.create(user=alice, key="5ecret-key", picture=file)
    Share.objects.create(storybook=book, token_hash="5ecret-token")
    Breaker.objects.create(name="openai")
    PaidChange.objects.create(storybook=book, is_paid=True, actor="webhook")
    client = on_duty(*(f"{what}_{model}" for what in ("view", "change", "add", "delete")))
    place = f"/admin/storybooks/{model}/"
    row = apps.get_model("storybooks", model).objects.first()
    pages = [client.get(place), client.get(f"{place}{row.pk}/change/"), client.get(place, {"q": "x"})]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not [page for page in pages if "5ecret" in page.content.decode()]
    assert client.get(f"{place}add/").status_code == 403
    assert client.post(f"{place}{row.pk}/delete/", {"post": "yes"}).status_code == 403
