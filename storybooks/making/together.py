"""Calls side by side that all get to finish: what one of them has paid for is kept, whatever happens to the others."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from jobs.errors import PermanentError, Postponed, TransientError


async def together(*calls: Coroutine) -> list[Any]:
    """The results in order. When some failed, raises the gravest error after every call has ended."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    errors = [result for result in results if isinstance(result, BaseException)]
    if errors:
        raise max(errors, key=_gravity)
    return results


def _gravity(error: BaseException) -> tuple[int, float]:
    """A lost job or a bug before a permanent reason, that before waiting for another day, that before a passing reason;
    of these the longest to wait for.
    """
    if isinstance(error, TransientError):
        return 0, error.retry_after or 0.0
    for gravity, kind in enumerate((Postponed, PermanentError), 1):
        if isinstance(error, kind):
            return gravity, 0.0
    return 3, 0.0
