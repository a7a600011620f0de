"""GET /api/prints/quote."""

import uuid
from decimal import Decimal

import pytest

from tests.prints.conftest import refused
from tests.prints.shelf import shelved

pytestmark = pytest.mark.django_db


def test_a_quote_is_what_an_order_would_cost(alice, book, client_of, ordering, settings):
    settings.PRINT_PRICE, settings.PRINT_CURRENCY = Decimal("149.50"), "SAR"
    quoted = client_of(alice).get(f"/api/prints/quote?storybook={book.id}&copies=3").json()
    assert quoted["price"] == {"unit": "149.50", "total": "448.50", "currency": "SAR"}
    assert ordering(alice, copies=3).json()["price"] == quoted["price"]


def test_where_no_price_is_told_a_book_is_ordered_without_one(alice, book, client_of, ordering, settings):
    settings.PRINT_PRICE = None
    assert client_of(alice).get(f"/api/prints/quote?storybook={book.id}").json()["price"] is None
    assert ordering(alice).json()["price"] is None


def test_one_copy_is_meant_when_no_number_is_given(alice, book, client_of):
    assert client_of(alice).get(f"/api/prints/quote?storybook={book.id}").json()["copies"] == 1


def test_what_cannot_be_ordered_has_no_price(alice, bob, book, client_of):
    client = client_of(alice)
    refused(client.get(f"/api/prints/quote?storybook={uuid.uuid4()}"), 404, "STORYBOOK_NOT_FOUND")
    refused(client_of(bob).get(f"/api/prints/quote?storybook={book.id}"), 404, "STORYBOOK_NOT_FOUND")
    broken = shelved(alice, has_errors=True)
    refused(client.get(f"/api/prints/quote?storybook={broken.id}"), 409, "BOOK_HAS_ERRORS")
    refused(client.get("/api/prints/quote"), 400, "INVALID_INPUT", "Missing storybook ID")
    refused(client.get(f"/api/prints/quote?storybook={book.id}&copies=21"), 400, "INVALID_INPUT")
    refused(client_of().get(f"/api/prints/quote?storybook={book.id}"), 401, "AUTHENTICATION_REQUIRED")
