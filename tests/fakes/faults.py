"""What can go wrong with a server, ready to be scripted: `server.script(faults.rate_limited(), faults.drop())`."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Reply:
    """One answer. `body` is bytes or anything JSON; None leaves the server's own answer in place.

    `delay` and `drip` are seconds (before the answer, between two of its bytes); after `cut` bytes of the body the
    connection closes.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    hang: bool = False
    drop: bool = False
    cut: int | None = None
    drip: float = 0


def status(status: int, code: str | None = None, param: str | None = None, message: str = "It went wrong.", **headers):
    error = {"message": message, "type": "server_error", "code": code, "param": param}
    return Reply(status, {"error": error}, {name.replace("_", "-"): value for name, value in headers.items()})


def rate_limited(after: str | None = "1", code: str = "rate_limit_exceeded") -> Reply:
    return status(429, code, **({"Retry_After": after} if after else {}))


def hang() -> Reply:
    """Accept the request and never answer."""
    return Reply(hang=True)


def drop() -> Reply:
    """Close the connection without a byte."""
    return Reply(drop=True)


def malformed() -> Reply:
    return Reply(body=b'{"id": "x", "cho')


def not_utf8() -> Reply:
    return Reply(body=b'{"id": "\xff\xfe"}')


def html() -> Reply:
    """A proxy in between that answers by itself."""
    return Reply(body=b"<html>Sign in to the guest network</html>", headers={"Content-Type": "text/html"})


def cut_body(bytes_sent: int = 10) -> Reply:
    return Reply(cut=bytes_sent)


def drip(seconds: float = 0.05) -> Reply:
    """A byte at a time: each read is quick, the whole answer never comes."""
    return Reply(drip=seconds)


def slow(seconds: float) -> Reply:
    return Reply(delay=seconds)


BY_NAME = {
    fault.__name__: fault
    for fault in (status, rate_limited, hang, drop, malformed, not_utf8, html, cut_body, drip, slow)
}
