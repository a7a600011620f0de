"""How often one caller may do something: fixed windows, counted in a table that all processes share."""

import math
import re
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac

from users.acting import service

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
TEXT = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,3})?([smhd])")
BATCH = 5000

# One statement, so exact whoever else counts at the same moment: the row's lock puts them in a line. A refused request
# changes nothing but the first one's mark (most + 1): whoever keeps knocking does not lengthen the wait.
COUNT = """
INSERT INTO rate_windows AS seen (key, ends_at, count)
VALUES (%(key)s, statement_timestamp() + make_interval(secs => %(seconds)s), 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN seen.ends_at <= statement_timestamp() THEN 1 ELSE least(seen.count, %(most)s) + 1 END,
    ends_at = CASE WHEN seen.ends_at <= statement_timestamp() THEN excluded.ends_at ELSE seen.ends_at END
RETURNING count, extract(epoch FROM ends_at), extract(epoch FROM ends_at - statement_timestamp())
"""

DELETE = """
DELETE FROM rate_windows WHERE key IN (
    SELECT key FROM rate_windows WHERE ends_at < now() ORDER BY ends_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True)
class Limit:
    """At most `most` times in a window of `seconds`, which starts with the first."""

    most: int
    seconds: int

    def __str__(self) -> str:
        unit, length = max((item for item in SECONDS.items() if self.seconds % item[1] == 0), key=lambda item: item[1])
        number = self.seconds // length
        return f"{self.most}/{number if number > 1 else ''}{unit}"

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """From "5/h", "100/15m", "10/10s" or "1000/d". Raises ValueError for anything else."""
        match = TEXT.fullmatch(text)
        if not match:
            raise ValueError("not a rate limit")
        most, units, unit = match.groups()
        return cls(int(most), int(units or 1) * SECONDS[unit])


@dataclass(frozen=True)
class Verdict:
    """What counting said: `remaining` more until `reset_at` (seconds since 1970), in `retry_after` whole seconds."""

    limit: Limit
    remaining: int
    reset_at: int
    retry_after: int
    allowed: bool


def count(name: str, caller: str, limit: Limit) -> Verdict:
    """Count one request of `caller` for what `name` limits.

    Call it outside of transactions: one that is rolled back has not been counted, and until it ends the same caller's
    other requests wait for it.
    """
    params = {"key": caller_key(name, caller), "seconds": limit.seconds, "most": limit.most}
    with service(), connection.cursor() as cursor:
        cursor.execute(COUNT, params)
        counted, ends_at, left = cursor.fetchone()
    return Verdict(
        limit=limit,
        remaining=max(0, limit.most - counted),
        reset_at=math.ceil(ends_at),
        retry_after=max(1, math.ceil(left)),
        allowed=counted <= limit.most,
    )


def delete_old_windows() -> None:
    """Forget the windows that have ended, some at a time."""
    with connection.cursor() as cursor:
        deleted = BATCH
        while deleted == BATCH:
            cursor.execute(DELETE, {"batch": BATCH})
            deleted = cursor.rowcount


def caller_key(name: str, caller: str) -> UUID:
    """A keyed hash: no table tells anybody whose addresses it counts. Half of its bits keep callers apart."""
    return UUID(bytes=salted_hmac("users.rate_limits", f"{name}\0{caller}", algorithm="sha256").digest()[:16])
