"""One POST to an address that a client gave."""

import http.client
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.conf import settings

from jobs.public_http import AddressForbidden, AddressUnreachable, checked, connected

_READ_BYTES = 64 * 1024
_GONE = 410


@dataclass(frozen=True)
class Answer:
    """How a try went, in words that hold nothing of the receiver's; `retry_after` is seconds, if it asked for some."""

    said: str
    accepted: bool = False
    gone: bool = False
    retry_after: float = 0.0


def post(url: str, body: bytes, headers: dict[str, str], deadline: float) -> Answer:
    """Send the message; over by `deadline` (of time.monotonic()). Redirects are not followed. Never raises OSError."""
    try:
        return _post(url, body, headers, deadline)
    except (AddressForbidden, OSError, http.client.HTTPException, UnicodeError) as error:
        return Answer("no answer in time" if time.monotonic() >= deadline else _trouble(error))


def _post(url: str, body: bytes, headers: dict[str, str], deadline: float) -> Answer:
    target = checked(url, settings.TRUSTED_CALLBACK_HOSTS, deadline)
    told = {"Host": target.host_header, "Content-Type": "application/json", "User-Agent": "storyjobs", **headers}
    with connected(target, deadline) as connection:
        connection.request("POST", target.path, body=body, headers={**told, "Connection": "close"})
        reply = connection.getresponse()
        with suppress(OSError, http.client.HTTPException):  # a receiver that is cut off may think that it failed
            reply.read(_READ_BYTES)
        return Answer(
            f"HTTP {reply.status}",
            accepted=200 <= reply.status < 300,
            gone=reply.status == _GONE,
            retry_after=_seconds(reply.headers.get("Retry-After", "")),
        )


def _trouble(error: Exception) -> str:
    kinds = {
        AddressForbidden: "address not allowed",
        AddressUnreachable: "unknown name",
        ssl.SSLError: "no trusted encryption",
        ConnectionRefusedError: "connection refused",
        http.client.HTTPException: "no valid HTTP answer",
    }
    return next((words for kind, words in kinds.items() if isinstance(error, kind)), "connection failed")


def _seconds(retry_after: str) -> float:
    """Retry-After as seconds from now: a number or a date; 0 for anything else."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
