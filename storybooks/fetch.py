"""Fetch a picture from a public address without becoming anyone's way into our own network.

The name is resolved once, every address it has must be public, and the connection goes to the very address that was
checked: a name that changes its mind between the check and the call gains nothing. Each redirect is checked the same.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from .photos import refuse_too_many_bytes

MAX_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class PictureUrlRefused(ValueError):
    """An address we do not fetch from, with a stable `code` and a sentence that tells nothing about our network."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class _Target:
    """One place to ask: what the address said, and the checked IP address to connect to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def fetch_picture(url: str) -> bytes:
    """The bytes behind a public http(s) address, at most settings.MAX_PHOTO_BYTES, in settings.PICTURE_FETCH_SECONDS.

    Says nothing about what the bytes are: `photos.clean_photo` does. Blocking. Raises PictureUrlRefused with the code
    PICTURE_URL_FORBIDDEN (malformed, or not a public place) or PICTURE_URL_UNREACHABLE (no good answer in time), and
    photos.PhotoRefused(PHOTO_TOO_LARGE) when the answer is longer than a photo may be.
    """
    deadline = time.monotonic() + settings.PICTURE_FETCH_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        target = _checked(url, deadline)
        try:
            answer = _ask(target, deadline)
        except (OSError, http.client.HTTPException, UnicodeError):
            raise _unreachable() from None
        if isinstance(answer, bytes):
            return answer
        url = _joined(url, answer)
    raise _unreachable()


def _forbidden() -> PictureUrlRefused:
    return PictureUrlRefused("PICTURE_URL_FORBIDDEN", "This picture address is not allowed. Use a public web address")


def _unreachable() -> PictureUrlRefused:
    return PictureUrlRefused("PICTURE_URL_UNREACHABLE", "The picture could not be fetched from this address")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise _forbidden() from None


def _checked(url: str, deadline: float) -> _Target:
    """Where the address leads, or PictureUrlRefused."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), _ascii(parts.hostname or ""), parts.port
    except ValueError:
        raise _forbidden() from None
    if scheme not in _PORTS or not host or "@" in parts.netloc or any(char <= " " or char == "\x7f" for char in url):
        raise _forbidden()
    port = port if port is not None else _PORTS[scheme]
    trusted = f"{host}:{port}" in settings.TRUSTED_PICTURE_HOSTS
    if not trusted and port != _PORTS[scheme]:
        raise _forbidden()
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/?%:=&~+!$,;'@()*")
    return _Target(scheme, host, port, path, _address(host, port, trusted, deadline))


def _ascii(host: str) -> str:
    """The name as DNS knows it: no dot at its end, other scripts in punycode."""
    host = host.rstrip(".").lower()
    return host if host.isascii() else host.encode("idna").decode()


def _address(host: str, port: int, trusted: bool, deadline: float) -> str:
    """The address to connect to; every address of the name must be public."""
    addresses = _resolved(host, port, deadline)
    if not addresses:
        raise _unreachable()
    if not trusted and not all(_is_public(address) for address in addresses):
        raise _forbidden()
    return addresses[0]


def _resolved(host: str, port: int, deadline: float) -> list[str]:
    """The name's addresses; none when the name is unknown or its answer takes too long."""
    found: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        except (OSError, UnicodeError):
            entries = []
        found.put([entry[4][0] for entry in entries])

    threading.Thread(target=look_up, daemon=True).start()  # the resolver itself takes no time limit
    try:
        return found.get(timeout=_left(deadline))
    except queue.Empty:
        return []


def _is_public(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # "fe80::1%eth0" and the like
        return False
    if isinstance(address, ipaddress.IPv6Address):
        carries_ipv4 = address.ipv4_mapped or address.sixtofour or address.teredo
        if carries_ipv4 or any(address in network for network in _NAT64):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _ask(target: _Target, deadline: float) -> bytes | str:
    """The body of one answer, or the address it redirects to."""
    with _connected(target, deadline) as connection:
        connection.request("GET", target.path, headers=_headers(target))
        answer = connection.getresponse()
        if answer.status in _REDIRECTS:
            return answer.headers.get("Location", "")
        if answer.status != 200 or answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise _unreachable()
        body = answer.read(settings.MAX_PHOTO_BYTES + 1)
        refuse_too_many_bytes(body)
        if answer.length or time.monotonic() >= deadline:
            raise _unreachable()
        return body


def _headers(target: _Target) -> dict[str, str]:
    return {"Host": target.host_header, "Accept": "image/*", "User-Agent": "storyjobs", "Connection": "close"}


@contextmanager
def _connected(target: _Target, deadline: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to the checked address, cut off at the deadline however slowly the other side drips."""
    with socket.create_connection((target.address, target.port), timeout=_left(deadline)) as raw, raw.dup() as guard:
        cut = threading.Timer(_left(deadline), _shut, [guard])
        cut.daemon = True
        cut.start()
        try:
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = _encrypted(raw, target.host) if target.scheme == "https" else raw
            with connection.sock:
                yield connection
        finally:
            cut.cancel()
            cut.join()


def _encrypted(raw: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(raw, server_hostname=host)


def _shut(guard: socket.socket) -> None:
    with suppress(OSError):  # it may be closed already
        guard.shutdown(socket.SHUT_RDWR)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _unreachable()
    return left
