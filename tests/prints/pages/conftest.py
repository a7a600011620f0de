"""A family's browser, and how its order form is filled in."""

import re

import pytest
from django.test import Client

BROWSER = {"Accept": "text/html", "Accept-Language": "en"}
FILLED = {
    "copies": "2",
    "recipient": "Mina Example",
    "country": "SA",
    "line1": "12 Lantern Street",
    "line2": "",
    "city": "Riyadh",
    "region": "",
    "postal_code": "12211",
    "phone": "051 234 5678",
    "notes": "",
}


@pytest.fixture
def family(client_of, alice) -> Client:
    return client_of(alice)


def get(client: Client, path: str, **headers: str):
    return client.get(path, headers=BROWSER | headers)


def post(client: Client, path: str, told: dict[str, str] | None = None):
    return client.post(path, told or {}, headers=BROWSER)


def words(answer) -> str:
    """What one reads on a page, without marks, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def key_of(review) -> str:
    return re.search(r'name="key" value="([^"]+)"', review.content.decode())[1]
