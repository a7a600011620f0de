"""Where a page may send its visitor next: only to this site, whatever an address or a form says."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

NEXT = "next"


def next_place(request: HttpRequest, otherwise: str = "/") -> str:
    """What the form or the address asks for, if it is a page of ours."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    return wanted if _is_ours(wanted) else otherwise


def sign_in_place(request: HttpRequest) -> str:
    """The sign-in page, which leads back to here."""
    return f"{settings.LOGIN_URL}?{urlencode({NEXT: request.get_full_path()})}"


def _is_ours(place: str) -> bool:
    """A path, never an address: so it stays on this site behind every proxy."""
    return place.startswith("/") and url_has_allowed_host_and_scheme(place, allowed_hosts=None)
