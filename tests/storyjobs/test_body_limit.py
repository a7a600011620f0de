"""The web server's own limit on bodies, however they come."""

import asyncio
import http.client
import json
import socket
from urllib.parse import urlsplit

import pytest
from django.core.asgi import get_asgi_application

from jobs.models import Job
from storyjobs.body_limit import BodyLimit
from tests.books.web import RunningWeb

SHOP = "https://shop.example.com"


def answer(pieces: list[bytes], **headers: str) -> tuple[int, int, dict[str, str], bytes]:
    """Django's answer behind a limit of 100: the status, how many pieces were read for it, the headers, the body."""
    sent, left = [], list(pieces)

    async def receive():
        if not left:
            await asyncio.Future()
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/nowhere",
        "query_string": b"",
        "headers": [(b"host", b"localhost")]
        + [(name.encode().replace(b"_", b"-"), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(asyncio.wait_for(BodyLimit(get_asgi_application(), limit=100)(scope, receive, send), 20))
    named = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], len(pieces) - len(left), named, b"".join(part.get("body", b"") for part in sent[1:])


@pytest.mark.parametrize(
    ("pieces", "status", "read"),
    [([b"x" * 100], 404, 1), ([b"x" * 60] * 5, 413, 2), ([b"x" * 101], 413, 1)],
)
def test_a_body_is_read_up_to_the_limit_and_no_further(pieces, status, read):
    assert answer(pieces)[:2] == (status, read)


def test_a_body_that_announces_too_much_is_not_read_at_all():
    assert answer([b"x"], content_length="101")[:2] == (413, 0)


@pytest.mark.parametrize(("pieces", "announced"), [([b"x"], {"content_length": "9" * 30}), ([b"x" * 101], {})])
def test_the_refusal_has_the_one_shape_and_can_be_read_by_a_page_of_a_known_origin(pieces, announced, settings):
    settings.CORS_ALLOWED_ORIGINS = [SHOP]
    _, _, headers, body = answer(pieces, origin=SHOP, **announced)
    told = json.loads(body)
    assert told.pop("requestId") == headers["x-request-id"]
    assert told == {"error": "The request is too large.", "code": "REQUEST_TOO_LARGE"}
    assert headers["access-control-allow-origin"] == SHOP
    assert headers["connection"] == "close"


@pytest.mark.django_db(transaction=True)
def test_a_body_in_chunks_is_understood_like_any_other(tmp_path):
    body = json.dumps({"size": 1001}).encode()
    with RunningWeb(tmp_path, DJANGO_SETTINGS_MODULE="tests.settings", STORYJOBS_TEST_CHILD=1) as web:
        client = http.client.HTTPConnection(urlsplit(web.base).netloc, timeout=10)
        headers = {"Content-Type": "application/json"}
        client.request("POST", "/api/jobs/noop/start", iter([body[:7], body[7:]]), headers, encode_chunked=True)
        answer = client.getresponse()
        assert (answer.status, json.loads(answer.read())["status"]) == (202, "pending")
    assert Job.objects.get().input_data["size"] == 1001


@pytest.mark.django_db(transaction=True)
def test_the_real_server_refuses_at_once_what_announces_too_much_and_hangs_up(tmp_path):
    with RunningWeb(tmp_path, CORS_ORIGINS=SHOP) as web:
        place = urlsplit(web.base)
        with socket.create_connection((place.hostname, place.port), timeout=10) as wire:
            wire.sendall(
                b"POST /api/jobs/storybook/start HTTP/1.1\r\nHost: localhost\r\nOrigin: https://shop.example.com\r\n"
                b"Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{"
            )
            said = b"".join(iter(lambda: wire.recv(65_536), b""))
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"access-control-allow-origin: https://shop.example.com" in head.lower()
    assert json.loads(body)["code"] == "REQUEST_TOO_LARGE"


@pytest.mark.django_db(transaction=True)
def test_the_real_server_refuses_an_endless_body_that_announces_nothing(tmp_path):
    with RunningWeb(tmp_path) as web:
        place = urlsplit(web.base)
        with socket.create_connection((place.hostname, place.port), timeout=10) as wire:
            wire.sendall(
                b"POST /api/jobs/storybook/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n"
            )
            for size in [2**20] * 15 + [64 * 1024 + 1]:  # one byte more than may come, and no end
                wire.sendall(b"%x\r\n%s\r\n" % (size, b"x" * size))
            status = wire.recv(12)
    assert status == b"HTTP/1.1 413"
