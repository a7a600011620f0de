"""Errors as pages, for browsers; programs and the API's addresses get JSON (`users/api/errors.py`)."""

import logging
import math
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, Throttled

from users.api import errors as for_programs
from users.api.errors import RETRY_SECONDS, UNAVAILABLE, Refusal
from users.log_context import bound_ids

JSON_PLACES = ("/api/", "/media/")
PLAINEST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>storyjobs</title>
<h1>Something went wrong here</h1><p>Please try again in a moment.</p>
<div lang="ar" dir="rtl"><h1>حدث خطأ لدينا</h1><p>حاولوا مرة أخرى بعد قليل من فضلكم.</p></div></html>"""
"""When not even a template can be made."""
log = logging.getLogger("django.request")


@dataclass(frozen=True)
class Words:
    title: Any
    text: Any
    icon: str = "lantern"


WORDS = {
    400: Words(
        _("That did not arrive whole"), _("Something in the request was not right. Please go back and try again.")
    ),
    403: Words(_("This page is not open to you"), _("It belongs to somebody else, or needs another sign-in."), "lock"),
    404: Words(
        _("This page is not in the book"),
        _(
            "The address may be mistyped, or what was here has been erased. "
            "The rest of the shelf is still in its place."
        ),
        "book",
    ),
    405: Words(_("That does not work here"), _("Please go back and use the buttons of the page.")),
    409: Words(
        _("Not just now"), _("Something else has to come to its end first. Please try again in a moment."), "clock"
    ),
    413: Words(_("That is too large"), _("A photo may have up to 10 MB. Please choose a smaller one."), "picture"),
    429: Words(_("A little slower, please"), _("There were too many requests from you in a short time."), "clock"),
    500: Words(
        _("Something went wrong here"),
        _("This is our fault, not yours, and it has been noted. Your books are safe. Please try again in a moment."),
        "alert",
    ),
    503: Words(
        _("We are not quite here"), _("Part of our house is away for a moment. Please try again shortly."), "clock"
    ),
}
CSRF = Words(
    _("This form was open for too long"),
    _(
        "To keep others from acting in your name, a form is good for one visit. "
        "Go back, load the page anew, and send it again."
    ),
    "lock",
)


def error_page(
    request: HttpRequest, status: int, words: Words | None = None, retry_after: float | None = None
) -> HttpResponse:
    """The page of one error, in the family's language; `retry_after` (seconds) is told and sent."""
    words = words or WORDS.get(status) or WORDS[500 if status >= 500 else 400]
    wait = math.ceil(retry_after) if retry_after else None
    context = {
        "title": words.title,
        "text": words.text,
        "icon": words.icon,
        "wait": wait,
        "request_id": bound_ids().get("request_id", ""),
        "is_for_anybody": status in (413, 500, 503),  # told where nobody may ask the database who this is
    }
    response = render(request, "pages/error.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"  # it is this visitor's, with a token for their forms
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def told(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page of whatever a view raised; raises it again when nobody foresaw it."""
    if isinstance(error, Throttled):
        return error_page(request, 429, retry_after=error.wait)
    if isinstance(error, Refusal):
        return error_page(request, error.http_status, retry_after=error.retry_after)  # its message is the API's
    if isinstance(error, UNAVAILABLE):
        return error_page(request, 503, retry_after=float(RETRY_SECONDS))
    if isinstance(error, RequestDataTooBig):
        return error_page(request, 413)
    if isinstance(error, APIException):
        return error_page(request, error.status_code)
    raise error


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page_of(request, for_programs.bad_request(request, exception))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page_of(request, for_programs.permission_denied(request, exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page_of(request, for_programs.not_found(request, exception))


def too_large(request: HttpRequest) -> HttpResponse:
    return _page_of(request, for_programs.too_large(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page_of(request, for_programs.csrf_failure(request, reason), CSRF)


def server_error(request: HttpRequest) -> HttpResponse:
    answer = for_programs.server_error(request)
    try:
        return _page_of(request, answer)
    except Exception:
        log.exception("The page that tells of errors has one itself.")
        return HttpResponse(PLAINEST, status=answer.status_code)


def wants_page(request: HttpRequest) -> bool:
    """Browsers name text/html; whoever takes anything (*/*) is a program."""
    return "text/html" in request.headers.get("Accept", "") and not request.path_info.startswith(JSON_PLACES)


def _page_of(request: HttpRequest, answer: HttpResponse, words: Words | None = None) -> HttpResponse:
    """The answer for programs, or the page that says the same."""
    if not wants_page(request):
        return answer
    wait = answer.headers.get("Retry-After")
    return error_page(request, answer.status_code, words, retry_after=int(wait) if wait else None)
