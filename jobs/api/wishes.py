"""Reads a start request's wishes: from the body runAt, priority and callbackUrl, from the headers the idempotency key
and how long the client would like to wait.
"""

import hashlib
import json
import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, NotAuthenticated, PermissionDenied, ValidationError
from rest_framework.request import Request

from jobs.job_type import JobType
from jobs.public_http import CallbackUrlForbidden, check_public_url
from jobs.wishes import Idempotency, Priority, Wishes, may_use
from users.api.base import validated
from users.client_address import client_address
from users.pool import release_connection

FURTHEST = timedelta(days=30)
LONGEST_WAIT = 30  # s
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class WishesInput(serializers.Serializer):
    """What may stand in the body of every start request."""

    runAt = serializers.DateTimeField(
        required=False, help_text="not before this moment; at most 30 days ahead; needs a session"
    )
    priority = serializers.ChoiceField(
        Priority.choices,
        default=Priority.NORMAL,
        help_text="high and urgent are for staff",
        error_messages={"invalid_choice": f"Must be one of: {', '.join(Priority.values)}"},
    )
    callbackUrl = serializers.CharField(
        required=False, max_length=2000, help_text="a public address that is told, signed, when the job has ended"
    )

    def validate_runAt(self, moment):
        if moment > timezone.now() + FURTHEST:
            raise ValidationError(f"A job can be scheduled at most {FURTHEST.days} days ahead.")
        return moment


def wishes_of(request: Request, job_type: JobType) -> Wishes:
    """Raises ValidationError for what is malformed, PermissionDenied for a priority that is not the caller's to use."""
    asked = validated(WishesInput, request.data)
    priority = Priority(asked["priority"])
    if not may_use(request.user, priority):
        raise PermissionDenied("Only staff can use this priority.", code="PRIORITY_NOT_ALLOWED")
    if "runAt" in asked and not request.user.is_authenticated:  # all guests together have but a few places
        raise NotAuthenticated("Please sign in to schedule a job.")
    return Wishes(asked.get("runAt"), priority, asked.get("callbackUrl", ""), idempotency_of(request, job_type))


def check_callback(url: str) -> None:
    """Raises ValidationError for an address that we would not call now. Asks for the name's addresses."""
    if not url:
        return
    release_connection()
    try:
        check_public_url(url, settings.TRUSTED_CALLBACK_HOSTS)
    except CallbackUrlForbidden as error:
        raise ValidationError({"callbackUrl": [ErrorDetail(error.message, code=error.code)]}) from None


def idempotency_of(request: Request, job_type: JobType) -> Idempotency | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        message = "An Idempotency-Key has 1 to 255 visible ASCII characters."
        raise ValidationError({"Idempotency-Key": message})
    return idempotency_with(request, key, request.data, job_type)


def idempotency_with(request: Request, key: str, data: Any, job_type: JobType) -> Idempotency:
    """Of this caller's request with this key and these data."""
    user = request.user
    sender = f"user:{user.pk}" if user.is_authenticated else f"guest:{client_address(request)}"
    return Idempotency(_hash(f"{sender}\n{key}"), _fingerprint(data, job_type))


def _fingerprint(data: Any, job_type: JobType) -> str:
    """The same for the same request sent again, whatever the order of its fields or a form's boundary."""
    return _hash(job_type.name + json.dumps(data, sort_keys=True, default=_file_hash))


def _file_hash(value: Any) -> str:
    if not isinstance(value, UploadedFile):
        raise TypeError
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def preferred_wait(request: Request) -> int | None:
    """Seconds from `Prefer: wait=N` (RFC 7240), at most LONGEST_WAIT; None without one that can be understood."""
    for preference in request.headers.get("Prefer", "").split(","):
        name, _, value = preference.partition(";")[0].strip().partition("=")
        number = value.strip().strip('"')
        if name.strip().lower() == "wait" and number.isdecimal() and number.isascii():
            return min(int(number[:9]), LONGEST_WAIT)
    return None
