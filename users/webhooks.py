"""Messages between servers, signed after the Standard Webhooks specification: whoever shares the secret can tell them,
and old ones, from anybody else's.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

PREFIX = "whsec_"
TOLERANCE = 300
"""Seconds that the clocks of sender and receiver may differ."""
SHORTEST_KEY = 24  # bytes
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,200}")
_SECONDS = re.compile(r"[0-9]{1,12}")


class SignatureRefused(ValueError):
    """Not signed, not with this secret, or not now: nobody learns which."""


def written(key: bytes) -> str:
    """The secret as people pass it on."""
    return PREFIX + base64.b64encode(key).decode()


def is_secret(text: str) -> bool:
    """Whether it is a secret as others pass it on, with or without its prefix, and long enough."""
    try:
        return len(_key(text)) >= SHORTEST_KEY
    except ValueError:
        return False


def signed_headers(message_id: str, body: bytes, secret: str, seconds: int) -> dict[str, str]:
    """The three headers of a message sent at `seconds` since 1970."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{_signature(message_id, body, secret, seconds)}",
    }


def verified_id(headers: Mapping[str, str], body: bytes, secret: str | None, now: float) -> str:
    """The id of a message that came at `now` (seconds since 1970). Without a secret nothing is verified.

    Raises SignatureRefused.
    """
    message_id, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (secret and _MESSAGE_ID.fullmatch(message_id) and _SECONDS.fullmatch(seconds)):
        raise SignatureRefused
    if abs(now - int(seconds)) > TOLERANCE:
        raise SignatureRefused
    good = f"v1,{_signature(message_id, body, secret, int(seconds))}".encode()
    given = headers.get("webhook-signature", "").encode(errors="replace").split(b" ")
    if not any(hmac.compare_digest(good, one) for one in given):  # several while a secret is being replaced
        raise SignatureRefused
    return message_id


def _signature(message_id: str, body: bytes, secret: str, seconds: int) -> str:
    content = f"{message_id}.{seconds}.".encode() + body
    return base64.b64encode(hmac.digest(_key(secret), content, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
