"""An ASGI wrapper that ends requests whose body grows beyond a limit, before Django writes it all to disk."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

TOO_LARGE = json.dumps({"error": "The request is too large.", "code": "REQUEST_TOO_LARGE"}).encode()


class TooLarge(Exception):
    """More came than may come."""


class BodyLimit:
    """Lets at most `limit` bytes of each request's body through to `app`; the rest is answered with 413."""

    def __init__(self, app: Callable[..., Awaitable[None]], limit: int):
        self.app = app
        self.limit = limit

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        read = 0
        announced = dict(scope.get("headers", ())).get(b"content-length", b"0")

        async def counted() -> dict[str, Any]:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.limit:
                raise TooLarge
            return message

        try:
            if announced.isdigit() and int(announced[:20]) > self.limit:
                raise TooLarge
            await self.app(scope, counted if scope["type"] == "http" else receive, send)
        except TooLarge:
            headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
            await send({"type": "http.response.start", "status": 413, "headers": headers})
            await send({"type": "http.response.body", "body": TOO_LARGE})
