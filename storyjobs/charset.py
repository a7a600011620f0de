"""What is sent here is read as UTF-8, as browsers send it, whatever charset a Content-Type names.

Django would read addresses and forms by any codec of Python's that a request names, also by such as decode no text
("hex") or make letters that no database stores ("unicode_escape"); and, where one is named, read the query before there
is a request whose errors could be answered.
"""

from collections.abc import Awaitable, Callable
from typing import Any


class Utf8:
    """An ASGI wrapper: no request names a charset to `app`."""

    def __init__(self, app: Callable[..., Awaitable[None]]):
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        if scope["type"] == "http":
            headers = [
                (name, _unnamed(value) if name == b"content-type" else value) for name, value in scope["headers"]
            ]
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


def _unnamed(content_type: bytes) -> bytes:
    """Cut where Django would cut, and more: blanks are those of text, and quotes hold nothing together."""
    parts = content_type.decode("latin-1").split(";")
    return ";".join(part for part in parts if not part.strip().lower().startswith("charset")).encode("latin-1")
