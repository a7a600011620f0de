"""The public keys at one address (a JWK Set, RFC 7517): kept for a while, and asked for again when a token names a key
that is not among them. Who sends names that nobody knows makes us ask no more than once in PAUSE seconds.
"""

import json
import logging
import threading
import time
from functools import cache
from http.client import HTTPException
from typing import Any

import jwt

from users.deadline import within
from users.no_redirect import opener
from users.pool import release_connection

ALGORITHMS = ("RS256", "ES256")
LIFETIME = 600.0  # s
PAUSE = 10.0  # s, between two looks at the address, however they ended
DEADLINE = 5.0  # s, for all of one look
MOST_BYTES = 256 * 1024
log = logging.getLogger("users")


class UnknownKey(LookupError):
    """No key of this name is there."""


class KeysUnavailable(Exception):
    """The address did not answer with keys, so nobody can say whether there is one of this name."""


class KeySet:
    def __init__(self, url: str):
        self.url = url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked_at = self._answered_at = float("-inf")  # monotonic, s
        self._lock = threading.Lock()

    def key(self, name: Any) -> jwt.PyJWK:
        """The key with this `kid`. Raises UnknownKey and KeysUnavailable.

        While the address does not answer, keys that it has told before stay good.
        """
        is_known = name in self._keys
        is_wanted = not is_known or self._is_old()
        if is_wanted and self._lock.acquire(blocking=not is_known):  # who has the key waits for nobody
            try:
                if (name not in self._keys or self._is_old()) and time.monotonic() - self._asked_at > PAUSE:
                    self._ask()
            finally:
                self._lock.release()
        if name in self._keys:
            return self._keys[name]
        raise UnknownKey if self._answered_at == self._asked_at else KeysUnavailable

    def _is_old(self) -> bool:
        return time.monotonic() - self._answered_at > LIFETIME

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        release_connection()
        try:
            self._keys = within(DEADLINE, lambda: _fetched(self.url))
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            log.warning("sign_in.keys_not_fetched error=%s", type(error).__name__)
        else:
            self._answered_at = self._asked_at


@cache
def key_set(url: str) -> KeySet:
    """The one of this process."""
    return KeySet(url)


def _fetched(url: str) -> dict[str, jwt.PyJWK]:
    with opener.open(url, timeout=DEADLINE) as answer:
        body = answer.read(MOST_BYTES + 1)
    told = json.loads(body) if len(body) <= MOST_BYTES else None
    if not isinstance(told, dict) or not isinstance(told.get("keys"), list):
        raise ValueError("not a key set")
    keys = [_public(key) for key in told["keys"]]
    return {key.key_id: key for key in keys if key}


def _public(data: Any) -> jwt.PyJWK | None:
    """A key for signatures that only the other side can make; None for any other, such as a shared secret."""
    try:
        key = jwt.PyJWK(data)
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
        return None
    named = isinstance(key.key_id, str) and key.public_key_use in (None, "sig")
    return key if named and key.algorithm_name in ALGORITHMS else None
