"""The storybook API as a program uses it: start a job, ask how it goes, fetch the book."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

TIMEOUT = 60.0


class Refused(Exception):
    """The server said no, or nothing that makes sense; the message is for people."""


class TryLater(Refused):
    """The server has been asked too often and wants to be left alone for so many `seconds`."""

    def __init__(self, sentence: str, seconds: float):
        super().__init__(sentence)
        self.seconds = seconds


class Unwell(OSError):
    """The server answered that it cannot answer now."""


class Client:
    """Talks to one server, and to no proxy on the way."""

    def __init__(self, base: str):
        self.base = base
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, url: str, wait: int = 0) -> bytes:
        """The body behind `url`, which may be relative to the server. Raises Refused, or OSError without an answer.

        A job that has not ended may keep us waiting for `wait` seconds: its end is then told at once.
        """
        headers = {"Prefer": f"wait={wait}"} if wait else {}
        return self._send(urllib.request.Request(self._absolute(url), headers=headers))

    def get_json(self, url: str, wait: int = 0) -> dict[str, Any]:
        return self._parse(self.get(url, wait))

    def post_json(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        return self._parse(self._send(urllib.request.Request(self._absolute(url), json.dumps(body).encode(), headers)))

    def answers(self) -> bool:
        """Whether the server takes requests yet, whatever it says to them."""
        try:
            self.get("/")
        except Refused:
            return True
        except OSError:
            return False
        return True

    def _absolute(self, url: str) -> str:
        absolute = urllib.parse.urljoin(self.base, url)
        if urllib.parse.urlsplit(absolute).netloc != urllib.parse.urlsplit(self.base).netloc:
            raise Refused(f"The server points to another host: {urllib.parse.urlsplit(absolute).netloc}")
        return absolute

    def _send(self, request: urllib.request.Request) -> bytes:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            raise _refusal(error) from None

    def _parse(self, body: bytes) -> dict[str, Any]:
        try:
            return json.loads(body)
        except ValueError:
            raise Refused("The server's answer is not JSON.") from None


def _refusal(error: urllib.error.HTTPError) -> Exception:
    if error.code >= 500:
        return Unwell(_sentence(error))
    seconds = error.headers.get("Retry-After", "")
    if error.code == 429 and seconds.isdecimal():
        return TryLater(_sentence(error), float(seconds))
    return Refused(_sentence(error))


def _sentence(error: urllib.error.HTTPError) -> str:
    try:
        body = json.loads(error.read())
        details = f" {json.dumps(body['details'])}" if body.get("details") else ""
        return f"{body['error']} ({body['code']}, HTTP {error.code}){details}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"The server answered HTTP {error.code}."


class Pace:
    """A moment between two questions about a job, so that nobody has to tell us that we ask too often."""

    SECONDS = 1.05  # ten questions in ten seconds are allowed

    def __init__(self) -> None:
        self._next = 0.0

    def wait(self, seconds: float = 0.0) -> None:
        """Return when it is time to ask again, and not before `seconds` are over."""
        now = time.monotonic()
        time.sleep(max(0.0, self._next - now, seconds))
        self._next = time.monotonic() + self.SECONDS
