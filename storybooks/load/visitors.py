"""Users for the time of a test: guests of one address share its limits, so each visitor has an account and a token.

They are made in the server's own database, and erased with all that is theirs as every user is.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from jobs.database import in_database
from users import erasure, sign_ins
from users.management.progress import progress
from users.models import User
from users.plans import Plan

DOMAIN = "load-test.invalid"
"""A name that nobody can have (RFC 2606)."""
LEFT_BEHIND = timedelta(days=1)
RENEWED_BEFORE = 60.0  # s


@dataclass
class Visitor:
    """A user and a token that is good until `good_until` (monotonic seconds)."""

    user: User
    token: str
    good_until: float

    async def bearer(self) -> dict[str, str]:
        if time.monotonic() > self.good_until - RENEWED_BEFORE:
            fresh = await in_database(_signed_in, self.user)
            self.token, self.good_until = fresh.token, fresh.good_until
        return {"Authorization": f"Bearer {self.token}"}


@contextmanager
def visitors(count: int) -> Iterator[list[Visitor]]:
    """For the length of the block; at its end their jobs are cancelled, and they are erased.

    A second Ctrl-C leaves that to the schedule of the first cluster.
    """
    _ask_to_erase(list(User.objects.filter(email__endswith=f"@{DOMAIN}", created_at__lt=timezone.now() - LEFT_BEHIND)))
    users: list[User] = []
    try:
        for _ in range(count):
            users.append(User.objects.create_user(email=f"{uuid4().hex}@{DOMAIN}", plan=Plan.UNLIMITED))
        yield [_signed_in(user) for user in users]
    finally:
        _ask_to_erase(users)
        with progress("Visitors erased:") as told:
            for user in users:
                erasure.erase(user)
                told(1)


def _ask_to_erase(users: list[User]) -> None:
    for user in users:
        erasure.request(user)


def _signed_in(user: User) -> Visitor:
    tokens = sign_ins.sign_in(user)
    return Visitor(user, tokens.access, time.monotonic() + tokens.expires_in)
