"""/storybook/{id}/print and its review: a family orders its book."""

import html
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from prints import orders
from prints.models import PrintRequest
from prints.states import Status
from storybooks.models import Storybook
from tests.conftest import UNKNOWN_ID
from tests.prints.pages.conftest import BROWSER, FILLED, get, key_of, post, words
from tests.prints.shelf import ordered, request_in, shelved
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(alice) -> Storybook:
    return shelved(alice)


def place(book: Storybook) -> str:
    return f"/storybook/{book.id}/print"


def reviewed(client, book: Storybook, **changes: str):
    """The review of the form that is filled in like this."""
    sent = post(client, place(book), FILLED | changes)
    assert sent.status_code == 302, words(sent)
    return get(client, sent["Location"])


def test_a_family_looks_at_its_book_fills_in_the_form_looks_through_it_and_orders(family, book):
    assert "$40.00 a copy" in words(get(family, place(book)))
    review = reviewed(family, book, notes="Please wrap it.")
    for told in ("Mina Example", "12 Lantern Street", "12211 Riyadh", "Saudi Arabia", "Please wrap it.", "$80.00"):
        assert told in words(review), told
    assert not PrintRequest.objects.exists()
    answer = post(family, f"{place(book)}/review", {"key": key_of(review)})
    request = PrintRequest.objects.get()
    assert answer["Location"] == f"/prints/{request.id}"
    assert (request.status, request.copies, request.storybook_id) == (Status.PENDING, 2, book.id)
    assert (request.recipient, request.phone, request.notes) == ("Mina Example", "+966512345678", "Please wrap it.")
    assert "Your book is ordered" in words(get(family, answer["Location"]))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("recipient", "", "Please enter the name of the recipient"),
        ("line1", " ", "Please enter the street and the number"),
        ("city", "", "Please enter the city"),
        ("country", "", "Please choose a country"),
        ("country", "XX", "Please choose a country"),
        ("postal_code", "ABC", "This postal code does not fit the country and region; it looks like"),
        ("phone", "12", "Please enter a valid mobile number"),
        ("copies", "0", "Please order at least one copy."),
        ("copies", "2.5", "Please enter a whole number."),
        ("copies", "21", "At most 20 copies can be ordered at once."),
        ("notes", "\u200b", "There is nothing to read in this text."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(field, value, sentence, family, book):
    answer = post(family, place(book), FILLED | {field: value})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    errors = re.findall(r'class="error" id="id_(\w+)_error">([^<]+)', page)
    assert [name for name, _ in errors] == [field]
    assert errors[0][1].startswith(sentence)
    assert re.findall(r'name="(\w+)"[^>]* autofocus', page) == [field]
    for name, typed in (FILLED | {field: value}).items():
        if typed.strip() and name not in ("country", "copies"):
            assert typed in page, name
    assert not PrintRequest.objects.exists()


def test_all_that_is_wrong_is_told_at_once(family, book):
    answer = post(family, place(book), FILLED | {"copies": "0", "line1": "", "city": "", "postal_code": "ABC"})
    wrong = re.findall(r'class="error" id="id_(\w+)_error"', answer.content.decode())
    assert wrong == ["copies", "line1", "city", "postal_code"]


def test_errors_are_told_in_the_family_s_language(family, book):
    answer = family.post(place(book), {"copies": "99"}, headers=BROWSER | {"Accept-Language": "ar"})
    errors = re.findall(r'class="error"[^>]*>([^<]+)', answer.content.decode())
    assert len(errors) >= 4
    assert not [error for error in errors if re.search("[A-Za-z]", error)]


def test_the_back_button_and_a_reload_find_what_was_told(family, book):
    reviewed(family, book)
    page = get(family, place(book)).content.decode()
    assert 'value="12 Lantern Street"' in page
    assert '<option value="SA" selected>' in page
    assert "12 Lantern Street" not in get(family, place(shelved(book.user))).content.decode()


def test_the_next_book_goes_where_the_last_one_went(family, alice, book):
    ordered(alice)
    assert 'value="12 Lantern Street"' in get(family, place(book)).content.decode()


def test_the_button_pressed_twice_orders_once_and_leads_to_the_same_order(family, book):
    key = {"key": key_of(reviewed(family, book))}
    first, second = (post(family, f"{place(book)}/review", key) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert PrintRequest.objects.count() == 1


def test_a_form_that_was_sent_once_orders_nothing_more_after_the_order_was_cancelled(family, alice, book):
    key = {"key": key_of(reviewed(family, book))}
    first = post(family, f"{place(book)}/review", key)
    orders.cancel(PrintRequest.objects.get(), alice)
    assert post(family, f"{place(book)}/review", key)["Location"] == first["Location"]
    assert PrintRequest.objects.get().status == Status.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_order_once_and_lead_to_the_same_order(family, book):
    key, together = {"key": key_of(reviewed(family, book))}, Barrier(2)

    def press(_number: int) -> str:
        together.wait()
        try:
            return post(family, f"{place(book)}/review", key)["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        places = set(pool.map(press, range(2)))
    assert places == {f"/prints/{PrintRequest.objects.get().id}"}


def test_what_is_ordered_is_what_was_looked_through(family, book):
    seen = key_of(reviewed(family, book))
    reviewed(family, book, copies="20")
    answer = post(family, f"{place(book)}/review", {"key": seen})
    assert answer["Location"] == f"{place(book)}/review"
    assert not PrintRequest.objects.exists()


def test_nothing_is_ordered_at_another_price_than_was_looked_at(family, book, settings):
    seen = key_of(reviewed(family, book))
    settings.PRINT_PRICE = Decimal("55")
    answer = post(family, f"{place(book)}/review", {"key": seen})
    assert answer["Location"] == f"{place(book)}/review"
    assert not PrintRequest.objects.exists()
    review = get(family, answer["Location"])
    assert "its price has changed" in words(review)
    assert "$110.00" in words(review)
    post(family, f"{place(book)}/review", {"key": key_of(review)})
    assert PrintRequest.objects.get().unit_price == 55


@pytest.mark.parametrize("key", ["", "x", UNKNOWN_ID])
def test_a_review_of_nothing_leads_to_the_form(key, family, book):
    assert get(family, f"{place(book)}/review")["Location"] == place(book)
    assert post(family, f"{place(book)}/review", {"key": key})["Location"] == place(book)


def test_who_has_ordered_a_book_already_is_led_to_the_order(family, alice, book):
    waiting = ordered(alice, book)
    answer = family.get(place(book), headers=BROWSER, follow=True)
    assert answer.redirect_chain[-1][0] == f"/prints/{waiting.id}"
    assert "You have ordered this book already." in words(answer)


@pytest.mark.parametrize("status", [Status.SHIPPED, Status.REJECTED, Status.CANCELLED])
def test_a_book_whose_order_is_over_is_ordered_again(status, family, alice, book):
    request_in(status, alice, book)
    key = key_of(reviewed(family, book))
    assert post(family, f"{place(book)}/review", {"key": key}).status_code == 302
    assert PrintRequest.objects.filter(storybook=book).count() == 2


def test_a_book_with_missing_pictures_says_so_and_where_to_go(family, alice):
    book = shelved(alice, failed=(2,))
    for path in (place(book), f"{place(book)}/review"):
        answer = get(family, path)
        assert answer.status_code == 409
        assert "A picture of this book did not come out" in words(answer)
        assert f'href="/storybook/{book.id}"' in answer.content.decode()
    assert post(family, place(book), FILLED).status_code == 409


def test_without_a_price_none_is_invented(family, book, settings):
    settings.PRINT_PRICE = None
    assert "Not told here." in words(get(family, place(book)))
    review = reviewed(family, book)
    assert "Not told here." in words(review)
    post(family, f"{place(book)}/review", {"key": key_of(review)})
    request = PrintRequest.objects.get()
    assert (request.unit_price, request.currency) == (None, "")
    assert get(family, f"/prints/{request.id}").status_code == 200


def test_many_orders_in_a_short_time_are_told_to_wait_and_nothing_is_lost(family, book, settings):
    settings.RATE_LIMIT_STARTS = Limit(0, 60)
    key = key_of(reviewed(family, book))
    answer = post(family, f"{place(book)}/review", {"key": key})
    assert (answer.status_code, key_of(answer)) == (429, key)
    assert "Please wait" in words(answer)


def test_a_guest_signs_in_and_comes_back(client_of, book):
    assert get(client_of(), place(book))["Location"] == f"/sign-in?next=%2Fstorybook%2F{book.id}%2Fprint"


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_the_book_of_another_family_is_not_there(who, book, client_of, request):
    client = client_of(request.getfixturevalue(who))
    for path in (place(book), f"{place(book)}/review"):
        assert get(client, path).status_code == 404
        assert post(client, path, FILLED | {"key": str(uuid4())}).status_code == 404
    assert not PrintRequest.objects.exists()


def test_the_address_is_in_no_line_of_the_log_and_in_no_address(family, book, caplog):
    caplog.set_level(logging.DEBUG)
    post(family, place(book), FILLED | {"postal_code": "ABC"})
    sent = post(family, place(book), FILLED)
    ordering = post(family, f"{place(book)}/review", {"key": key_of(get(family, sent["Location"]))})
    told = " ".join([caplog.text, sent["Location"], ordering["Location"]])
    assert not [value for name, value in FILLED.items() if len(value) > 2 and value in told]
