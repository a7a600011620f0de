"""The web server's own limit on bodies, however they come."""

import asyncio

import pytest

from storyjobs.body_limit import BodyLimit


async def reads_it_all(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def answer(pieces: list[bytes], **headers: str) -> tuple[int, int]:
    """The status, and how many pieces were read for it."""
    sent, left = [], list(pieces)

    async def receive():
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "headers": [(name.encode().replace(b"_", b"-"), v.encode()) for name, v in headers.items()],
    }
    asyncio.run(BodyLimit(reads_it_all, limit=100)(scope, receive, send))
    return sent[0]["status"], len(pieces) - len(left)


@pytest.mark.parametrize(
    ("pieces", "status", "read"),
    [([b"x" * 100], 200, 1), ([b"x" * 60] * 5, 413, 2), ([b"x" * 101], 413, 1)],
)
def test_a_body_is_read_up_to_the_limit_and_no_further(pieces, status, read):
    assert answer(pieces) == (status, read)


def test_a_body_that_announces_too_much_is_not_read_at_all():
    assert answer([b"x"], content_length="101") == (413, 0)
