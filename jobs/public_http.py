"""Calls to addresses that others name, without becoming anyone's way into our own network.

A name is resolved once, every address it has must be public, and the connection goes to the very address that was
checked: a name that changes its mind between the check and the call gains nothing. `trusted` lists the "host:port" of
machines inside that may be called all the same. Deadlines are moments of time.monotonic().
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_PORTS = {"http": 80, "https": 443}
MAX_URL_LENGTH = 2000
CHECK_SECONDS = 3.0  # for resolving a name while its sender waits
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class AddressForbidden(ValueError):
    """Malformed, or not a public place."""


class AddressUnreachable(OSError):
    """A name that nobody knows, or no time left."""


class CallbackUrlForbidden(ValueError):
    """An address that we will not call: a stable `code`, and a sentence that tells nothing about our network."""

    code = "CALLBACK_URL_FORBIDDEN"
    message = (
        "This callback address is not allowed. Use a public http or https address on its usual port, without user name "
        f"and fragment, at most {MAX_URL_LENGTH:,} characters"
    )

    def __init__(self):
        super().__init__(self.message)


@dataclass(frozen=True)
class Target:
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


def checked(url: str, trusted: Container[str], deadline: float) -> Target:
    """Where an http(s) address leads. Raises AddressForbidden or AddressUnreachable."""
    if len(url) > MAX_URL_LENGTH:
        raise AddressForbidden
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), _ascii(parts.hostname or ""), parts.port
    except ValueError:
        raise AddressForbidden from None
    if scheme not in _PORTS or not host or "@" in parts.netloc or any(char <= " " or char == "\x7f" for char in url):
        raise AddressForbidden
    port = port if port is not None else _PORTS[scheme]
    is_trusted = f"{host}:{port}" in trusted
    if not is_trusted and port != _PORTS[scheme]:
        raise AddressForbidden
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/?%:=&~+!$,;'@()*")
    return Target(scheme, host, port, path, _address(host, port, is_trusted, deadline))


def check_public_url(url: str, trusted: Container[str]) -> None:
    """Raise CallbackUrlForbidden for an address that we would not call now. Blocking: asks for the name's addresses.

    An unknown name is refused in the same words, so that nobody learns which names exist here.
    """
    if "#" in url:
        raise CallbackUrlForbidden
    try:
        checked(url, trusted, time.monotonic() + CHECK_SECONDS)
    except (AddressForbidden, AddressUnreachable):
        raise CallbackUrlForbidden from None


@contextmanager
def connected(target: Target, deadline: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to the checked address, cut off at the deadline however slowly the other side drips.

    It knows of no proxy and follows no redirect. Raises OSError.
    """
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


def _ascii(host: str) -> str:
    """The name as DNS knows it: no dot at its end, other scripts in punycode."""
    host = host.rstrip(".").lower()
    return host if host.isascii() else host.encode("idna").decode()


def _address(host: str, port: int, trusted: bool, deadline: float) -> str:
    """The address to connect to; every address of the name must be public."""
    addresses = _resolved(host, port, deadline)
    if not addresses:
        raise AddressUnreachable
    if not trusted and not all(_is_public(address) for address in addresses):
        raise AddressForbidden
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
        if address.is_site_local:  # given up as an idea, and public to Python
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _encrypted(raw: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(raw, server_hostname=host)


def _shut(guard: socket.socket) -> None:
    with suppress(OSError):  # it may be closed already
        guard.shutdown(socket.SHUT_RDWR)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise AddressUnreachable
    return left
