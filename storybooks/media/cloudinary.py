"""Keeps files at Cloudinary as `authenticated` assets: only a link that we sign, and that expires, opens them."""

import logging
import os
import random
import time
from collections.abc import Callable
from typing import Any

import cloudinary
import httpx2
from cloudinary import api, exceptions, uploader, utils
from django.conf import settings

from jobs.errors import JobError, PermanentError, TransientError
from jobs.latencies import OK, PROVIDER, Kind, observe
from users.deadline import within

from .keys import checked

logger = logging.getLogger(__name__)

PICTURE_ENDINGS = {"png", "jpg", "jpeg", "webp"}
ATTEMPTS = 3
FIRST_PAUSE = 0.5  # seconds, doubled each time
MOST_BYTES = 100_000_000
LINK_SECONDS = 60
TROUBLE = (exceptions.Error, httpx2.HTTPError, TimeoutError, TypeError, AttributeError)  # the last two: odd JSON

# The SDK writes to the standard error by itself, and its pool complains about each thread beyond the first.
cloudinary.logger.removeHandler(cloudinary.ch)
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
# A connection shared by two processes after a fork would mix up their answers.
os.register_at_fork(after_in_child=uploader._http.clear)


class CloudinaryStore:
    """`base.MediaStore` on Cloudinary. Pictures are its `image` assets, everything else its `raw` ones."""

    name = "cloudinary"

    def ping(self) -> None:
        """Whether it answers and lets us in, which costs nothing. Raises jobs.errors."""
        _patiently("ping", lambda: api.ping(timeout=_timeout(), **_account()))

    def save(self, key: str, data: bytes, mime: str) -> None:
        public_id, kind = _asset(key)

        def upload() -> None:
            result = uploader.upload(
                data, public_id=public_id, overwrite=True, invalidate=True, timeout=_timeout(), **kind, **_account()
            )
            # Anything that is JSON without an "error" counts as success there, whatever its status.
            if result.get("public_id") != public_id or not result.get("secure_url"):
                raise exceptions.GeneralError("not an upload's answer")

        _patiently("upload", upload)

    def read(self, key: str) -> bytes:
        public_id, kind = _asset(key)
        ending = key.rpartition(".")[2] if kind["resource_type"] == "image" else None
        expires = int(time.time()) + LINK_SECONDS + round(ATTEMPTS * _timeout())
        link = utils.private_download_url(public_id, ending, expires_at=expires, **kind, **_account())
        data = _patiently("download", lambda: _downloaded(link))
        if data is None:
            raise FileNotFoundError("There is nothing under this key.")
        return data

    def delete(self, key: str) -> None:
        public_id, kind = _asset(key)

        def destroy() -> None:
            result = uploader.destroy(public_id, invalidate=True, timeout=_timeout(), **kind, **_account())
            if result.get("result") not in {"ok", "not found"}:
                raise exceptions.GeneralError("not a destruction's answer")

        _patiently("destroy", destroy)


def _asset(key: str) -> tuple[str, dict[str, str]]:
    """The public id and its kind. A picture's ending is its format there, a raw asset's a part of its id."""
    stem, _, ending = checked(key).rpartition(".")
    if ending in PICTURE_ENDINGS:
        return stem, {"resource_type": "image", "type": "authenticated"}
    return key, {"resource_type": "raw", "type": "authenticated"}


def _account() -> dict[str, str]:
    """On each call: the SDK's global configuration mixes the environment and Django settings in surprising ways."""
    account = {
        "cloud_name": settings.CLOUDINARY_CLOUD_NAME,
        "api_key": settings.CLOUDINARY_API_KEY,
        "api_secret": settings.CLOUDINARY_API_SECRET,
    }
    if not all(account.values()):
        raise _misconfigured()
    return account | ({"upload_prefix": settings.CLOUDINARY_UPLOAD_PREFIX} if settings.CLOUDINARY_UPLOAD_PREFIX else {})


def _timeout() -> float:
    return settings.CLOUDINARY_TIMEOUT


def _downloaded(link: str) -> bytes | None:
    """The bytes behind a signed link; None when there are none."""
    with httpx2.Client(timeout=_timeout(), follow_redirects=True) as client, client.stream("GET", link) as reply:
        if reply.status_code == 404:
            return None
        if not reply.is_success:
            raise uploader.EXCEPTION_CODES.get(reply.status_code, exceptions.GeneralError)("no download")
        data = bytearray()
        for chunk in reply.iter_bytes():
            data += chunk
            if len(data) > MOST_BYTES:
                raise exceptions.BadRequest("more than we ever stored")
    return bytes(data)


def _patiently(what: str, work: Callable[[], Any]) -> Any:
    """The work's result, tried again after passing trouble: safe, because every call names its asset."""
    for attempt in range(1, ATTEMPTS + 1):
        result, failure = _attempted(what, work)
        if not isinstance(failure, TransientError) or attempt == ATTEMPTS:
            break
        time.sleep(FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.75, 1.25))  # noqa: S311
    if failure:
        raise failure
    return result


def _attempted(what: str, work: Callable[[], Any]) -> tuple[Any, JobError | None]:
    """The work's result or what its failure means. The SDK's texts hold answers and signatures: none is kept."""
    started, result, failure = time.monotonic(), None, None
    try:
        result = within(_timeout(), work)
    except TROUBLE as error:
        failure = _failure(error)
        logger.warning("Cloudinary %s failed: %s (%s)", what, failure.code, type(error).__name__)
    observe(Kind(PROVIDER, what, "cloudinary", failure.code if failure else OK), time.monotonic() - started)
    return result, failure


def _failure(error: Exception) -> JobError:
    if isinstance(error, exceptions.BadRequest):
        return PermanentError("The picture store does not accept this file.", code="INVALID_INPUT")
    if isinstance(error, exceptions.AuthorizationRequired | exceptions.NotAllowed | exceptions.NotFound):
        return _misconfigured()
    if isinstance(error, exceptions.RateLimited):
        return TransientError("The picture store is very busy right now.", code="RATE_LIMITED")
    return TransientError("The picture store is not answering right now.")


def _misconfigured() -> PermanentError:
    return PermanentError("The picture store is not set up correctly.", code="CONFIGURATION_ERROR")
