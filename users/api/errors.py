"""One shape for every error: `error` (a sentence), `code` (stable), `details` per field where there are any, and
`requestId`, by which the log is searched.

A few codes have further fields of their own, for programs.
"""

import math
import sys
from typing import Any, Protocol, runtime_checkable

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from psycopg_pool import PoolTimeout
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler, set_rollback

from users.api.error_body import error_body

CODES = {
    exceptions.ParseError: "MALFORMED_JSON",
    exceptions.ValidationError: "INVALID_INPUT",
    exceptions.NotAuthenticated: "AUTHENTICATION_REQUIRED",
    exceptions.AuthenticationFailed: "AUTHENTICATION_REQUIRED",
    exceptions.PermissionDenied: "PERMISSION_DENIED",
    exceptions.NotFound: "NOT_FOUND",
    exceptions.MethodNotAllowed: "METHOD_NOT_ALLOWED",
    exceptions.NotAcceptable: "NOT_ACCEPTABLE",
    exceptions.UnsupportedMediaType: "UNSUPPORTED_MEDIA_TYPE",
    exceptions.Throttled: "RATE_LIMIT_EXCEEDED",
}

UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
"""The database is away, or no connection of the pool came free in time."""
NO_DATABASE = ("The database is not available. Please try again shortly.", "DATABASE_ERROR")
RETRY_SECONDS = "5"


@runtime_checkable
class Refusal(Protocol):
    """An exception of an app that knows how a client is told of it.

    `retry_after` (seconds) becomes a header; `extra` holds further fields of the body.
    """

    message: str
    code: str
    http_status: int
    retry_after: float | None
    extra: dict[str, Any]


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: None leaves what nobody foresaw to `server_error`."""
    if isinstance(error, Refusal):
        response = _respond(error.http_status, error.message, error.code, error.extra)
        if error.retry_after:
            response.headers["Retry-After"] = str(math.ceil(error.retry_after))
        return response
    if isinstance(error, UNAVAILABLE):
        response = _respond(503, *NO_DATABASE)
        response.headers["Retry-After"] = RETRY_SECONDS
        return response
    if isinstance(error, RequestDataTooBig):
        return _respond(413, "The request is too large.", "REQUEST_TOO_LARGE")
    if isinstance(error, Http404):
        error = exceptions.NotFound("Not found")
    response = exception_handler(error, context)
    if response is not None:
        response.data = _body(error)
    return response


def _respond(status: int, message: str, code: str, extra: dict[str, Any] | None = None) -> Response:
    set_rollback()
    return Response(error_body(message, code, **(extra or {})), status=status)


def _body(error: exceptions.APIException) -> dict[str, Any]:
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), "REQUEST_FAILED")
    if isinstance(error, exceptions.ValidationError):
        first = _first(error.detail)
        specific = str(first.code) if str(first.code).isupper() else code
        return error_body(str(first), specific, details=_details(error.detail))
    own = str(error.detail.code)
    return error_body(str(error.detail), own if own.isupper() else code)


def _first(detail: Any) -> exceptions.ErrorDetail:
    while not isinstance(detail, exceptions.ErrorDetail):
        detail = next(iter(detail.values() if isinstance(detail, dict) else (item for item in detail if item)))
    return detail


def _details(detail: Any, place: str = "") -> dict[str, list[str]]:
    """Sentences by field; a field of a field, or of one in a list, by its path: `pages.0.scenes.2.emotion`."""
    if isinstance(detail, exceptions.ErrorDetail):
        return {place or "request": [detail]}
    if isinstance(detail, dict):
        below = detail.items()
    elif all(isinstance(one, exceptions.ErrorDetail) for one in detail):
        return {place or "request": detail} if detail else {}
    else:
        below = enumerate(detail)
    told: dict[str, list[str]] = {}
    for name, one in below:
        part = "" if name == api_settings.NON_FIELD_ERRORS_KEY else str(name)
        told |= _details(one, ".".join(filter(None, (place, part))))
    return told


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    return JsonResponse(error_body("Bad request", "BAD_REQUEST"), status=400)


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    return JsonResponse(error_body("Not found", "NOT_FOUND"), status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> JsonResponse:
    return JsonResponse(error_body("You may not do that.", "PERMISSION_DENIED"), status=403)


def too_large(request: HttpRequest) -> JsonResponse:
    return JsonResponse(error_body("The request is too large.", "REQUEST_TOO_LARGE"), status=413)


def server_error(request: HttpRequest) -> JsonResponse:
    """Also for views that are not REST framework's, such as the admin's pages."""
    if isinstance(sys.exc_info()[1], UNAVAILABLE):
        return JsonResponse(error_body(*NO_DATABASE), status=503, headers={"Retry-After": RETRY_SECONDS})
    return JsonResponse(error_body("Internal server error", "INTERNAL_ERROR"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    return JsonResponse(error_body("The CSRF token is missing or wrong.", "PERMISSION_DENIED"), status=403)
