"""Fetch a picture from a public address; `jobs.public_http` keeps the call out of our own network, at each redirect."""

import http.client
import time
from urllib.parse import urljoin

from django.conf import settings

from jobs.public_http import AddressForbidden, AddressUnreachable, Target, checked, connected

from .photos import refuse_too_many_bytes

MAX_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)


class PictureUrlRefused(ValueError):
    """An address we do not fetch from, with a stable `code` and a sentence that tells nothing about our network."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


def fetch_picture(url: str) -> bytes:
    """The bytes behind a public http(s) address, at most settings.MAX_PHOTO_BYTES, in settings.PICTURE_FETCH_SECONDS.

    Says nothing about what the bytes are: `photos.clean_photo` does. Blocking. Raises PictureUrlRefused with the code
    PICTURE_URL_FORBIDDEN (malformed, unknown, or not a public place) or PICTURE_URL_UNREACHABLE (no good answer in
    time), and photos.PhotoRefused(PHOTO_TOO_LARGE) when the answer is longer than a photo may be.
    """
    deadline = time.monotonic() + settings.PICTURE_FETCH_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        try:
            answer = _ask(_checked(url, deadline), deadline)
        except (OSError, http.client.HTTPException, UnicodeError):
            raise _unreachable() from None
        if isinstance(answer, bytes):
            return answer
        url = _joined(url, answer)
    raise _unreachable()


def _checked(url: str, deadline: float) -> Target:
    """An unknown name is refused as a private one is, so that nobody learns which names exist here."""
    try:
        return checked(url, settings.TRUSTED_PICTURE_HOSTS, deadline)
    except (AddressForbidden, AddressUnreachable):
        raise _forbidden() from None


def _forbidden() -> PictureUrlRefused:
    message = "This picture address is unknown or not allowed. Use a public web address"
    return PictureUrlRefused("PICTURE_URL_FORBIDDEN", message)


def _unreachable() -> PictureUrlRefused:
    return PictureUrlRefused("PICTURE_URL_UNREACHABLE", "The picture could not be fetched from this address")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise _forbidden() from None


def _ask(target: Target, deadline: float) -> bytes | str:
    """The body of one answer, or the address it redirects to."""
    with connected(target, deadline) as connection:
        connection.request("GET", target.path, headers=_headers(target))
        answer = connection.getresponse()
        if answer.status in _REDIRECTS:
            return answer.headers.get("Location", "")
        if answer.status != 200 or answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise _unreachable()
        body = answer.read(settings.MAX_PHOTO_BYTES + 1)
        refuse_too_many_bytes(body)
        if answer.length or time.monotonic() >= deadline:
            raise _unreachable()
        return body


def _headers(target: Target) -> dict[str, str]:
    return {"Host": target.host_header, "Accept": "image/*", "User-Agent": "storyjobs", "Connection": "close"}
