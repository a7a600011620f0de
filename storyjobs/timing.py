"""How long each request took to be answered, by the name of its route: never its path, of which there is no end."""

import time
from collections.abc import Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from jobs.latencies import HTTP, Kind, observe

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@sync_and_async_middleware
def time_requests(get_response: Callable) -> Callable:
    """Streams count until they begin."""

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        started = time.monotonic()
        response = await get_response(request)
        observe(_kind(request, response), time.monotonic() - started)
        return response

    def answer(request: HttpRequest) -> HttpResponseBase:
        started = time.monotonic()
        response = get_response(request)
        observe(_kind(request, response), time.monotonic() - started)
        return response

    return answer_async if iscoroutinefunction(get_response) else answer


def _kind(request: HttpRequest, response: HttpResponseBase) -> Kind:
    match = request.resolver_match
    route = "unmatched" if match is None else match.view_name if match.url_name else "unnamed"
    method = request.method if request.method in METHODS else "OTHER"
    return Kind(HTTP, route[:120], method, f"{response.status_code // 100}xx")
