"""Where a browser is led, and who looks."""

from collections.abc import Callable
from typing import NamedTuple

from django.test import Client

from users.models import User

NOBODY, OWNER = "nobody", "owner"
Place = str | Callable
"""An address, or what leads a page to it: `place(page, base)`."""


class Visit(NamedTuple):
    """One page in one state. `view` is its name in the URL conf; "" for one that is not there."""

    who: str
    view: str
    place: Place


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def lead(page, base: str, place: Place) -> None:
    place(page, base) if callable(place) else page.goto(base + place)


def after(place: Place, *steps: Callable) -> Callable:
    """A page after something was done on it."""

    def go(page, base: str) -> None:
        lead(page, base, place)
        for step in steps:
            step(page)

    return go
