"""Chance that is no chance: random numbers that follow from the content alone, the same in every process."""

import hashlib
from random import Random


def seed_of(*parts: str | bytes) -> int:
    """A 64-bit number that depends on every part and on their order."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return int.from_bytes(digest.digest()[:8], "big")


def dice(*parts: str | bytes) -> Random:
    """A generator seeded by the content; it decides about pictures, never about secrets."""
    return Random(seed_of(*parts))  # noqa: S311
