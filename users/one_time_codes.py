"""Codes that prove whose phone it is: six digits, good once, for five minutes and five tries.

A phone has one row, so its newest code is its only one, and whoever asks or tries at the same moment stands in line.
The table knows a code only as a hash with settings.SECRET_KEY in it: who reads the table alone cannot try its way back.
"""

import hmac
import math
import secrets
import unicodedata

from django.db import connection
from django.utils.crypto import salted_hmac

from users.acting import service

DIGITS = 6
GOOD_SECONDS = 300
PAUSE_SECONDS = 60
MOST_TRIES = 5

_ISSUE = """
INSERT INTO phone_otp AS code (phone, code_hash, tries, created_at, expires_at)
VALUES (%(phone)s, %(hash)s, 0, clock_timestamp(), clock_timestamp() + make_interval(secs => %(good)s))
ON CONFLICT (phone) DO UPDATE SET code_hash = excluded.code_hash, tries = 0, used_at = NULL,
                                  created_at = excluded.created_at, expires_at = excluded.expires_at
 WHERE code.created_at <= clock_timestamp() - make_interval(secs => %(pause)s)
RETURNING phone
"""
_PAUSE_LEFT = """
SELECT extract(epoch FROM created_at + make_interval(secs => %(pause)s) - clock_timestamp())
  FROM phone_otp WHERE phone = %(phone)s
"""
_TRY = """
UPDATE phone_otp SET tries = tries + 1
 WHERE phone = %(phone)s AND used_at IS NULL AND expires_at > clock_timestamp() AND tries < %(most)s
RETURNING code_hash
"""
_USE = """
UPDATE phone_otp SET used_at = clock_timestamp()
 WHERE phone = %(phone)s AND code_hash = %(hash)s AND used_at IS NULL RETURNING phone
"""
_WITHDRAW = "DELETE FROM phone_otp WHERE phone = %(phone)s AND code_hash = %(hash)s"
_DELETE_OLD = "DELETE FROM phone_otp WHERE expires_at < clock_timestamp()"


class TooSoon(Exception):
    """The phone got its last code less than a minute ago; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int):
        super().__init__()
        self.retry_after = retry_after


def typed(text: str) -> str | None:
    """The code that somebody typed, in the digits of any script: keyboards differ. None for what is none."""
    code = "".join(str(unicodedata.digit(char, char)) for char in text)
    return code if code.isascii() and code.isdigit() and len(code) == DIGITS else None


def pause_left(phone: str) -> int:
    """In how many whole seconds the phone may be sent another code; 0 for now."""
    row = _execute(_PAUSE_LEFT, phone=phone, pause=PAUSE_SECONDS)
    return max(0, math.ceil(row[0])) if row else 0


def refuse_too_soon(phone: str) -> None:
    """Raises TooSoon when `issue` would."""
    if left := pause_left(phone):
        raise TooSoon(left)


def issue(phone: str) -> str:
    """A new code for the phone; an older one is good no more. Raises TooSoon."""
    code = str(secrets.randbelow(10**DIGITS)).zfill(DIGITS)
    if not _execute(_ISSUE, phone=phone, hash=_hash(phone, code), good=GOOD_SECONDS, pause=PAUSE_SECONDS):
        refuse_too_soon(phone)
        raise TooSoon(1)  # the minute ended between the two questions
    return code


def withdraw(phone: str, code: str) -> None:
    """Forget a code that never reached its phone, so that the next may be asked for at once."""
    _execute(_WITHDRAW, phone=phone, hash=_hash(phone, code))


def redeem(phone: str, code: str) -> bool:
    """Whether this is the phone's code; true once. Each call counts as a try, whatever else goes wrong."""
    row = _execute(_TRY, phone=phone, most=MOST_TRIES)
    if not row or not hmac.compare_digest(row[0], _hash(phone, code)):
        return False
    return bool(_execute(_USE, phone=phone, hash=row[0]))


def delete_old() -> None:
    _execute(_DELETE_OLD)


def _hash(phone: str, code: str) -> str:
    return salted_hmac("users.one_time_codes", f"{phone}\0{code}", algorithm="sha256").hexdigest()


def _execute(sql: str, **params) -> tuple | None:
    """The first row, if the statement answers with any."""
    with service(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone() if cursor.description else None
