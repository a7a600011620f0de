"""The network address that a request counts for."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IPv4 address, or its IPv6 network of 64 bits: one household has all of those addresses.

    The peer's own, unless BEHIND_PROXY says that the peer is our proxy. Of X-Forwarded-For only the last entry is
    believed, the one that the proxy itself added: whatever stands before it came with the request.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] if settings.BEHIND_PROXY else ""
    address = _parsed(forwarded) or _parsed(peer)
    return str(address) if address else "unknown"


def _parsed(text: str) -> IPv4Address | IPv6Network | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64))
    return address
