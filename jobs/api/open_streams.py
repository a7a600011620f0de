"""How many streams each caller holds open on this server process: every one costs a thread and a socket for long."""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing

from django.conf import settings
from rest_framework.request import Request

from users.api.throttles import RateLimitExceeded, caller_of

RETRY_SECONDS = 30
_open: Counter[str] = Counter()


class TooManyStreams(RateLimitExceeded):
    default_detail = "You have too many event streams open."
    default_code = "TOO_MANY_STREAMS"


def refuse_too_many_streams(request: Request) -> str:
    """The caller, who may have one more. Raises TooManyStreams; some that come at the very same moment may pass."""
    caller = caller_of(request)
    if _open[caller] >= settings.MAX_STREAMS_PER_CALLER:
        raise TooManyStreams(RETRY_SECONDS)
    return caller


async def counted(caller: str, stream: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """The stream, which counts as one of the caller's as long as it goes on."""
    _open[caller] += 1
    try:
        async with aclosing(stream):
            async for text in stream:
                yield text
    finally:
        _open[caller] -= 1
        if not _open[caller]:
            del _open[caller]
