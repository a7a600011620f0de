"""The network address that a request counts for."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IPv4 address, or its IPv6 network of 64 bits: one household has all of those addresses.

    The peer's own, unless BEHIND_PROXY says that the peer is our proxy. Of X-Forwarded-For only the last entry is
    believed, the one that the proxy itself added: whatever stands before it came with the request.
    """
    address = client_ip(request)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address) if address else "unknown"


def client_ip(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The client's own address; None where the server knows none, as on a socket of the machine."""
    return forwarded_ip(request) or _parsed(request.META.get("REMOTE_ADDR", ""))


def forwarded_ip(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The address that our proxy gives the client; None without a proxy of ours, and where what it says is none."""
    if not settings.BEHIND_PROXY:
        return None
    return _parsed(request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2])


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
