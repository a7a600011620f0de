"""A book of Alice's, and requests about it over HTTP."""

import pytest

from tests.prints.shelf import shelved

ADDRESS = {
    "name": "Mina Example",
    "line1": "12 Lantern Street",
    "city": "Riyadh",
    "postalCode": "12211",
    "country": "SA",
    "phone": "+966 51 234 5678",
}


@pytest.fixture
def address() -> dict[str, str]:
    return dict(ADDRESS)


@pytest.fixture
def book(alice):
    return shelved(alice)


@pytest.fixture
def ordering(client_of, book, address):
    """A function: the answer to somebody's order of Alice's book; `...` as a value leaves its field out."""

    def post(user=None, **changes):
        body = {"storybookId": str(book.id), "copies": 2, "address": address, **changes}
        wanted = {name: value for name, value in body.items() if value is not ...}
        return client_of(user).post("/api/prints", wanted, content_type="application/json")

    return post


def refused(answer, status: int, code: str, error: str | None = None) -> dict:
    """The body of a refusal, after checking its shape."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert error in (None, body["error"]), body
    return body
