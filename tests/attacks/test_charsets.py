"""Requests that name a charset: whatever Python could decode by it, nothing breaks and everything is read as UTF-8."""

import asyncio

import pytest
from django.core.asgi import get_asgi_application

from storyjobs.charset import Utf8

NAMES = ["hex", "base64", "undefined", "idna", "unicode_escape", "utf-16", "latin-1", "utf-8", "no-such-charset"]
SPELLINGS = ["charset={}", 'CharSet="{}"', "\xa0charset = {}", "charset*=utf-8''{}", "charset={}; charset={}"]
FORM = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n--x--\r\n'
FIELDS = "&".join(f"a{number}=%41" for number in range(1200))


def ask(method: str, path: str, kind: str, body: bytes = b"", query: str = "") -> tuple[int, str]:
    """The web server's answer: its status, and where it leads."""
    sent, received = [], iter([{"type": "http.request", "body": body}])

    async def receive():
        return next(received, None) or await asyncio.Future()

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", kind.encode("latin-1")), (b"accept", b"text/html")]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers}
    asyncio.run(asyncio.wait_for(Utf8(get_asgi_application())(scope, receive, send), 20))
    return sent[0]["status"], dict(sent[0]["headers"]).get(b"Location", b"").decode()


@pytest.mark.parametrize("name", ["hex", "idna"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_form_is_read_as_utf_8_whatever_charset_it_names(name, spelling):
    body = FORM.format("next", "/\\ud800/الفانوس").encode()
    kind = f"multipart/form-data; {spelling.format(name, name)}; boundary=x"
    assert ask("POST", "/language", kind, body)[0] == 403  # it has been read, and brings no token


@pytest.mark.parametrize("name", NAMES)
def test_an_address_is_read_as_utf_8_whatever_charset_is_named(name):
    assert ask("GET", "/language", f"text/plain; charset={name}", query="next=%2F%D8%A7") == (302, "/%D8%A7")


def test_a_query_of_thousands_of_fields_is_refused_like_every_bad_request():
    assert ask("GET", "/language", "text/plain; charset=utf-8", query=FIELDS)[0] == 400
