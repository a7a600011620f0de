"""Which message is due, and what becomes of it. Taking one moves its next try ahead as a lease: while a courier holds
it no other takes it, and when that courier dies another does.
"""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

from jobs.callbacks.post import Answer
from jobs.statements import execute

MINUTE, HOUR = 60.0, 3600.0
DELAYS = (5.0, 5 * MINUTE, 30 * MINUTE, *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24)))
"""Seconds before each further try, as the Standard Webhooks specification advises."""
LONGEST_DELAY = 24 * HOUR
LEASE_SECONDS = 30.0

_TAKE = """
UPDATE callback_deliveries
   SET tries = tries + 1, next_try_at = clock_timestamp() + make_interval(secs => %(lease)s)
 WHERE id = (SELECT id FROM callback_deliveries
              WHERE state = 'pending' AND next_try_at <= clock_timestamp()
                AND split_part(url, '/', 3) <> ALL(%(busy)s::text[])
              ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, tries, split_part(url, '/', 3)
"""
_RECORD = """
UPDATE callback_deliveries
   SET state = %(state)s::varchar, last_answer = %(said)s,
       next_try_at = clock_timestamp() + make_interval(secs => %(delay)s),
       delivered_at = CASE WHEN %(state)s::varchar = 'delivered' THEN clock_timestamp() END
 WHERE id = %(id)s AND tries = %(tries)s AND state = 'pending'
"""

Fetch = Callable[[str, dict[str, Any]], list[tuple]]


def take(fetch: Fetch, busy: list[str]) -> tuple[UUID, int, str] | None:
    """The delivery that is longest due, of receivers (host and port) that are not `busy`: its id, which try this is,
    and its receiver. `fetch` runs SQL outside of any transaction.
    """
    return next(iter(fetch(_TAKE, {"lease": LEASE_SECONDS, "busy": busy})), None)


def record(delivery_id: UUID, tries: int, answer: Answer) -> str:
    """Store how a try went, unless another courier took over meanwhile. Returns the state the delivery has now."""
    state, delay = _verdict(tries, answer)
    execute(_RECORD, {"id": delivery_id, "tries": tries, "state": state, "said": answer.said, "delay": delay})
    return state


def _verdict(tries: int, answer: Answer) -> tuple[str, float]:
    if answer.accepted:
        return "delivered", 0.0
    if answer.gone or tries > len(DELAYS):
        return "failed", 0.0
    wait = DELAYS[tries - 1] * random.uniform(0.9, 1.1)  # noqa: S311 - jitter, not a secret
    return "pending", max(wait, min(answer.retry_after, LONGEST_DELAY))
