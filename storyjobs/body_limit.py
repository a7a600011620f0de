"""Requests whose body grows beyond a limit are answered with 413, before Django writes it all to disk.

The wrapper around Django stops reading and marks the request; the middleware answers it, so that the answer carries the
headers of every other (a page of another origin can read it only with those of CORS).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

MARK = "storyjobs.too_large"
READ = "storyjobs.bytes_read"


class BodyLimit:
    """An ASGI wrapper: lets at most `limit` bytes of each request's body through to `app`."""

    def __init__(self, app: Callable[..., Awaitable[None]], limit: int):
        self.app = app
        self.limit = limit

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        scope = {**scope, READ: 0, MARK: announced.isdigit() and int(announced[:20]) > self.limit}
        await self.app(scope, self._counted(scope, receive), send)

    def _counted(self, scope: dict[str, Any], receive: Callable) -> Callable[[], Awaitable[dict[str, Any]]]:
        ended = False

        async def counted() -> dict[str, Any]:
            nonlocal ended
            if ended:
                await asyncio.Future()  # nothing more is read; Django stops waiting when it has answered
            message = {} if scope[MARK] else await receive()
            scope[READ] += len(message.get("body", b""))
            scope[MARK] = scope[MARK] or scope[READ] > self.limit
            if not scope[MARK]:
                return message
            ended = True
            return {"type": "http.request", "body": b"", "more_body": False}

        return counted


@sync_and_async_middleware
def refuse_too_large(get_response: Callable) -> Callable:
    """Answers the requests that `BodyLimit` has marked.

    What came in chunks, without a length, has one by now; without it parsers would take the body for empty.
    """

    def refusal(request: HttpRequest) -> HttpResponse | None:
        scope = getattr(request, "scope", {})
        if not scope.get(MARK):
            request.META.setdefault("CONTENT_LENGTH", str(scope.get(READ, 0)))
            return None
        from users.pages.errors import too_large  # it needs the apps, which need the settings

        response = too_large(request)
        response.headers["Connection"] = "close"
        return response

    async def answer_async(request: HttpRequest) -> HttpResponse:
        return refusal(request) or await get_response(request)

    def answer(request: HttpRequest) -> HttpResponse:
        return refusal(request) or get_response(request)

    return answer_async if iscoroutinefunction(get_response) else answer
