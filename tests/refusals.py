"""What an error says."""

from typing import Any


def said(answer) -> dict[str, Any]:
    """The body of an error without the request's id, which is the one in its header."""
    body = answer.json()
    assert body.pop("requestId") == answer["X-Request-ID"]
    return body
