"""What staff types to find somebody or something: an id or its beginning, a phone number, an e-mail address. Each form
is one that an index answers.
"""

import re
from contextlib import suppress
from unicodedata import digit
from uuid import UUID

from django.db.models import Model, Q

from users.models import User
from users.phones import PhoneRefused, mobile_number

MOST = 50
_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{0,4}-?){3}[0-9a-f]{0,12}", re.IGNORECASE)
_PHONE = re.compile(r"[+(]*\d[\d ()/-]{3,}")


def whole_id(words: str) -> UUID | None:
    try:
        return UUID(words) if len(words) in (32, 36) else None
    except ValueError:
        return None


def ids_like(model: type[Model], words: str) -> list[UUID]:
    """Of rows whose ids begin like the words, of which the first eight letters must be there; the first MOST of them.

    Looked up by themselves: PostgreSQL guesses that any such range has many rows, and would rather walk through all of
    them in the order of a list.
    """
    if not _ID.fullmatch(words):
        return []
    given = words.replace("-", "")
    span = (UUID(given.ljust(32, "0")), UUID(given.ljust(32, "f")))
    return list(model._default_manager.filter(pk__range=span).order_by("pk").values_list("pk", flat=True)[:MOST])


def people(words: str) -> Q | None:
    """Of users, by a whole id, the beginning of a phone number or of an e-mail address; None for other words.

    A whole number is also found as its owner says it at home, as far as they may sign in with that.
    """
    either = [Q(phone__startswith=f"+{digits}")] if (digits := _digits(words)) else []
    if digits:
        with suppress(PhoneRefused):
            either.append(Q(phone=mobile_number(words)))
    if ids := ids_like(User, words):
        either.append(Q(id__in=ids))
    if "@" in words:
        either.append(Q(email__startswith=words) | Q(email__startswith=words.casefold()))
    found = Q()
    for one in either:
        found |= one
    return found or None


def ids_of(found: Q) -> list[UUID]:
    """Some people are enough: whoever means another one types more."""
    return list(User.objects.filter(found).order_by("pk").values_list("pk", flat=True)[:MOST])


def _digits(words: str) -> str:
    """Of a phone number with its country, however it is written, in the digits of any script."""
    digits = "".join(str(digit(letter)) for letter in words if letter.isdecimal())
    return digits.removeprefix("00") if _PHONE.fullmatch(words) else ""
