"""ZIPs that are sent while they are made: however much there is in one, memory holds little of it."""

import asyncio
import io
from collections.abc import AsyncGenerator, Iterator
from typing import Any
from zipfile import ZipInfo

from django.utils import timezone

from users.pool import release_connection


class Outbox(io.RawIOBase):
    """Takes what ZipFile writes, and gives it away again. It cannot seek, so ZipFile writes straight on."""

    def __init__(self):
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def entry(name: str, packing: int) -> ZipInfo:
    """A file in a ZIP, of this moment, for its owner alone."""
    info = ZipInfo(name, timezone.now().timetuple()[:6])
    info.compress_type = packing
    info.external_attr = 0o600 << 16
    return info


async def sent(pieces: Iterator[bytes]) -> AsyncGenerator[bytes]:
    """As fast as the client takes them: nothing is made ahead. Between two pieces no database connection is held."""
    while (piece := await asyncio.to_thread(_next, pieces)) is not None:
        if piece:
            yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    try:
        return next(pieces, None)
    finally:
        release_connection()
