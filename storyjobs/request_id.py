"""Each request has an id: on every line of the log that it causes, and in its answer, so that both find each other."""

import re
from collections.abc import Callable
from uuid import uuid4

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from users.log_context import bind

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@sync_and_async_middleware
def name_requests(get_response: Callable) -> Callable:
    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        name = _named(request)
        return _told(await get_response(request), name)

    def answer(request: HttpRequest) -> HttpResponseBase:
        name = _named(request)
        return _told(get_response(request), name)

    return answer_async if iscoroutinefunction(get_response) else answer


def _named(request: HttpRequest) -> str:
    """The id that a proxy or client has given, if it can do no harm in a log; else one of our own.

    It stays bound when the answer is made: Django and the server write their lines after that, in the same task.
    """
    given = request.headers.get(HEADER, "")
    name = given if WELL_FORMED.fullmatch(given) else uuid4().hex
    bind(request_id=name)
    return name


def _told(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response.headers[HEADER] = name
    return response
