"""POST /api/prints."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from prints.models import PrintRequest
from prints.states import Status
from tests.prints.conftest import refused
from tests.prints.shelf import request_in, shelved

pytestmark = pytest.mark.django_db


def test_a_family_orders_a_book_of_theirs(ordering, alice, book, address):
    answer = ordering(alice, notes="Please wrap it.")
    told = answer.json()
    assert answer.status_code == 201, told
    assert answer["Location"].endswith(f"/api/prints/{told['printRequestId']}")
    assert (told["status"], told["storybookId"], told["title"]) == ("pending", str(book.id), "The Lantern")
    assert told["price"] == {"unit": "40.00", "total": "80.00", "currency": "USD"}
    assert told["address"] == {"line2": "", "region": "", **address, "phone": "+966512345678"}
    assert (told["files"], told["canChange"], told["canCancel"], told["notes"]) == (None, True, True, "Please wrap it.")
    assert [entry["status"] for entry in told["history"]] == ["pending"]
    assert PrintRequest.objects.get().history.get().actor == str(alice.pk)


def test_the_price_stays_as_it_was_told(ordering, alice, client_of, settings):
    url = ordering(alice).json()["printRequestId"]
    settings.PRINT_PRICE = settings.PRINT_PRICE * 2
    assert client_of(alice).get(f"/api/prints/{url}").json()["price"]["total"] == "80.00"


def test_a_guest_is_asked_to_sign_in(ordering):
    refused(ordering(), 401, "AUTHENTICATION_REQUIRED", "Please sign in to order a print.")


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_nobody_orders_the_book_of_another(ordering, who, request):
    refused(ordering(request.getfixturevalue(who)), 404, "STORYBOOK_NOT_FOUND", "Storybook not found")
    assert not PrintRequest.objects.exists()


def test_a_guest_s_book_is_nobody_s_to_order(ordering, alice):
    refused(ordering(alice, storybookId=str(shelved(None).id)), 404, "STORYBOOK_NOT_FOUND")


def test_a_book_with_placeholders_is_not_printed(ordering, alice):
    refused(ordering(alice, storybookId=str(shelved(alice, has_errors=True).id)), 409, "BOOK_HAS_ERRORS")


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED])
def test_a_book_has_one_open_request(ordering, alice, book, status):
    request_in(status, alice, book)
    refused(ordering(alice), 409, "OPEN_PRINT_REQUEST", "A print request already exists for this storybook")


@pytest.mark.parametrize("status", [Status.SHIPPED, Status.REJECTED, Status.CANCELLED])
def test_a_book_whose_request_is_over_is_ordered_again(ordering, alice, book, status):
    request_in(status, alice, book)
    assert ordering(alice).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_at_the_same_moment_one_is_taken(alice, book, address, client_of):
    clients, together = [client_of(alice), client_of(alice)], Barrier(2)

    def order(client: Client) -> int:
        together.wait()
        body = {"storybookId": str(book.id), "address": address}
        try:
            return client.post("/api/prints", body, content_type="application/json").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(order, clients)) == [201, 409]
    assert PrintRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please enter the name of the recipient"),
        ("name", "\u200f", "There is nothing to read in this text."),
        ("line1", ..., "Please enter the street and the number"),
        ("line1", "12 \x1b[2J Street", "There are characters in this text that cannot be printed."),
        ("city", "", "Please enter the city"),
        ("country", "Saudi Arabia", "Please choose a country"),
        ("country", "XX", "Please choose a country"),
        ("postalCode", "ABC", "This postal code does not fit the country and region; it looks like 11564"),
        ("phone", "123", "Please enter a valid mobile number"),
    ],
)
def test_each_field_of_an_address_says_what_is_wrong_with_it(ordering, alice, address, field, value, sentence):
    wrong = {name: given for name, given in (address | {field: value}).items() if given is not ...}
    body = refused(ordering(alice, address=wrong), 400, "INVALID_INPUT")
    assert body["details"].keys() == {f"address.{field}"}
    assert sentence in body["details"][f"address.{field}"]


def test_a_country_asks_for_what_its_addresses_need(ordering, alice, address):
    nowhere = {"name": "Mina", "line1": "1 Main St", "country": "us"}
    details = refused(ordering(alice, address=nowhere), 400, "INVALID_INPUT")["details"]
    assert details.keys() == {"address.city", "address.region", "address.postalCode"}
    there = nowhere | {"city": "Mountain View", "region": "California", "postalCode": "94043"}
    assert ordering(alice, address=there).json()["address"]["country"] == "US"


def test_lines_are_kept_as_one_printable_line(ordering, alice, address):
    told = ordering(alice, address=address | {"name": "  Mina\n\u202eExample\t "}).json()
    assert told["address"]["name"] == "Mina Example"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("copies", 0),
        ("copies", 21),
        ("copies", "many"),
        ("address", ...),
        ("address", "at home"),
        ("storybookId", ...),
        ("storybookId", "7"),
        ("notes", "x" * 1001),
    ],
)
def test_a_wrong_order_is_refused_and_nothing_kept(ordering, alice, field, value):
    assert field in refused(ordering(alice, **{field: value}), 400, "INVALID_INPUT")["details"]
    assert not PrintRequest.objects.exists()


def test_the_limit_of_copies_is_the_operator_s(ordering, alice, settings):
    settings.PRINT_MAX_COPIES = 3
    refused(ordering(alice, copies=4), 400, "INVALID_INPUT", "At most 3 copies can be ordered at once.")
    assert ordering(alice, copies=3).status_code == 201
