"""Capabilities for addresses: whoever holds the token may read one thing, for some days, and do nothing else."""

import math
import re
import time
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

DAY = 86_400
TOKEN = re.compile(r"[0-9]{5,6}\.[A-Za-z0-9_-]{43}")  # the day (since 1970) with whose beginning it ends; a signature


def sign(kind: str, id: UUID) -> str:
    """A token that grants reading the `kind` ("job", "file") with this id for settings.READ_TOKEN_HOURS or longer.

    It ends with a whole day, so that an answer that carries it stays the same from one request to the next.
    """
    day = math.ceil((time.time() + settings.READ_TOKEN_HOURS * 3600) / DAY)
    return _signer(kind, id).sign(str(day))


def grants(token: str, kind: str, id: UUID) -> bool:
    """Whether `sign(kind, id)` made this token, and not too long ago. Any text may be asked about."""
    if not TOKEN.fullmatch(token):
        return False
    try:
        day = _signer(kind, id).unsign(token)
    except BadSignature:
        return False
    return time.time() < int(day) * DAY


def _signer(kind: str, id: UUID) -> Signer:
    return Signer(sep=".", salt=f"users.read_tokens:{kind}:{id}")
