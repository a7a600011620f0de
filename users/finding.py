"""What staff types to find somebody or something: an id or its beginning, a phone number, an e-mail address. Each form
is one that an index answers.
"""

import re
from uuid import UUID

from django.db.models import Q

from users.models import User

MOST_PEOPLE = 50
_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{0,4}-?){3}[0-9a-f]{0,12}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00)?[0-9][0-9 ()/-]{3,}")


def id_range(words: str) -> tuple[UUID, UUID] | None:
    """The first and last id that begin like the words, of which the first eight letters must be there."""
    if not _ID.fullmatch(words):
        return None
    given = words.replace("-", "")
    return UUID(given.ljust(32, "0")), UUID(given.ljust(32, "f"))


def people(words: str) -> Q | None:
    """Of users, by a whole id, the beginning of a phone number or of an e-mail address; None for other words."""
    either = [Q(phone__startswith=f"+{digits}")] if (digits := _digits(words)) else []
    if span := id_range(words):
        either.append(Q(id__range=span))
    if "@" in words:
        either.append(Q(email__startswith=words) | Q(email__startswith=words.casefold()))
    found = Q()
    for one in either:
        found |= one
    return found or None


def ids_of(found: Q) -> list[UUID]:
    """Some people are enough: whoever means another one types more."""
    return list(User.objects.filter(found).order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])


def _digits(words: str) -> str:
    """Of a phone number with its country, however it is written."""
    return re.sub(r"\D", "", words).removeprefix("00") if _PHONE.fullmatch(words) else ""
