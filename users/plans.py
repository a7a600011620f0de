"""Plans, and how much each of them allows in a calendar month (UTC)."""

from django.conf import settings
from django.db.models import TextChoices


class Plan(TextChoices):
    """From the smallest to the largest. Staff alone changes a user's, in the admin."""

    FREE = "free"
    BASIC = "basic"
    PREMIUM = "premium"
    UNLIMITED = "unlimited"


GUEST = "guest"
"""The plan of whoever has not signed in."""
_ORDER = (GUEST, *Plan)


def monthly_limit(plan: str) -> int | None:
    """How many a month; None for as many as one likes."""
    limit = settings.SUBSCRIPTION_LIMITS.get(plan, -1)
    return None if limit < 0 else limit


def next_plan(plan: str) -> str | None:
    """The next larger one; None for the largest."""
    larger = _ORDER[_ORDER.index(plan) + 1 :]
    return str(larger[0]) if larger else None
