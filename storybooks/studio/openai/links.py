"""Fetches a picture that a compatible server answers as a link: from that server alone, small, in time."""

import asyncio
from urllib.parse import urlsplit

import httpx2
from django.conf import settings

from .errors import garbled, misconfigured

MOST_BYTES = 30_000_000
SECONDS = 30.0


async def fetched(link: str) -> bytes:
    """The picture's bytes. Raises PermanentError for a link elsewhere: a server may not send us around the network."""
    if not _is_the_servers_own(link):
        raise misconfigured()
    try:
        async with asyncio.timeout(SECONDS):
            return await _downloaded(link)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError):
        failure = garbled("fetch_picture")
    raise failure


async def _downloaded(link: str) -> bytes:
    """Without the key, and without following a redirect."""
    async with (
        httpx2.AsyncClient(follow_redirects=False, timeout=SECONDS) as client,
        client.stream("GET", link) as reply,
    ):
        reply.raise_for_status()
        data = bytearray()
        async for chunk in reply.aiter_bytes():
            data += chunk
            if len(data) > MOST_BYTES:
                raise garbled("fetch_picture")
    return bytes(data)


def _is_the_servers_own(link: str) -> bool:
    try:
        ours, theirs = urlsplit(settings.OPENAI_BASE_URL), urlsplit(link)
        return (ours.scheme, ours.hostname, ours.port) == (theirs.scheme, theirs.hostname, theirs.port)
    except ValueError:
        return False
