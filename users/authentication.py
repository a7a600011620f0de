"""Signed in by token, or by session cookie: then safe from other sites without a token in each form."""

import re
from functools import partial
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user, middleware
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from rest_framework import authentication, exceptions, permissions

from users import sign_ins, supabase
from users.acting import become, service
from users.key_set import PAUSE, KeysUnavailable
from users.models import User
from users.sign_ins import TokenRefused

ORIGIN = re.compile(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")
DEFAULT_PORTS = {"http": 80, "https": 443}
CHALLENGE = 'Bearer realm="api"'
"""What makes a missing sign-in 401, and not 403."""
Place = tuple[str, str, int]
"""Scheme, host and port: what an origin is."""


class SignInUnavailable(exceptions.APIException):
    status_code = 503
    default_detail = "Your sign-in cannot be checked right now. Please try again shortly."
    default_code = "SIGN_IN_UNAVAILABLE"
    wait = int(PAUSE)  # seconds, for Retry-After


class TokenAuthentication(authentication.BaseAuthentication):
    """The user of `Authorization: Bearer` and an access token; `request.auth` is the id of the sign-in, if it is ours.

    No browser sends this header of its own accord, so the sender's page need not be asked for. A token that is no good
    is refused, also where guests are welcome: else a family's job would become a guest's.
    """

    def authenticate(self, request) -> tuple[User, UUID | None] | None:
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        if not token.strip():
            raise exceptions.AuthenticationFailed("Missing token", code="INVALID_TOKEN")
        try:
            user, sign_in_id = _user_of(token.strip())
        except TokenRefused:
            raise exceptions.AuthenticationFailed("Invalid token", code="INVALID_TOKEN") from None
        except KeysUnavailable:  # not 401: a client would throw a good token away
            raise SignInUnavailable from None
        become(user)
        return user, sign_in_id

    def authenticate_header(self, request) -> str:
        return CHALLENGE


def _user_of(token: str) -> tuple[User, UUID | None]:
    try:
        return sign_ins.user_of(token)
    except TokenRefused:
        if not supabase.is_configured():
            raise
    return supabase.user_of(token), None


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's; whoever has a session is also whom the database is asked for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of_session(request))
        request.auser = partial(_auser, request)


async def _auser(request: HttpRequest):
    await sync_to_async(bool)(request.user)  # whose session it is, is asked in a thread
    return request.user


def _user_of_session(request: HttpRequest):
    with service():
        user = get_user(request)
    become(user)
    return user


class SessionAuthentication(authentication.SessionAuthentication):
    """The user of the session; a request that another site made a browser send is refused.

    Guests are checked too: with the visitors of a hostile page behind it, no limit per address would bound what guests'
    jobs may cost.
    """

    def authenticate(self, request):
        if not comes_from_here(request._request):
            raise exceptions.PermissionDenied("This request comes from another site.", code="CROSS_SITE_REQUEST")
        return super().authenticate(request)

    def authenticate_header(self, request) -> str:
        return CHALLENGE

    def enforce_csrf(self, request) -> None:
        """Nothing left to do: `authenticate` has looked where the request comes from."""


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a request changes nothing, or was sent by our own pages, by a trusted site, or by no browser at all.

    Browsers send Origin with every POST to another site, and no page can leave it out or forge it.
    """
    if request.method in permissions.SAFE_METHODS:
        return True
    origin = request.META.get("HTTP_ORIGIN")
    place = _place(origin or "")
    if place and any(_covers(trusted, place) for trusted in _trusted_origins()):
        return True
    fetched_from = request.META.get("HTTP_SEC_FETCH_SITE")
    if fetched_from is not None:
        return fetched_from in ("same-origin", "none")
    return origin is None or (place is not None and place == _place(f"{request.scheme}://{request.get_host()}"))


def _trusted_origins() -> list[str]:
    return [*settings.CORS_ALLOWED_ORIGINS, *settings.CSRF_TRUSTED_ORIGINS]


def _covers(trusted: str, place: Place) -> bool:
    """Whether `place` is the trusted origin, or below the domain of one such as "https://*.example.com"."""
    scheme, host, port = place
    domain = _place(trusted.replace("://*.", "://"))
    if domain and "://*." in trusted and host.endswith(f".{domain[1]}"):
        host = domain[1]
    return (scheme, host, port) == domain


def _place(origin: str) -> Place | None:
    """None for "null" and whatever else is no origin."""
    match = ORIGIN.fullmatch(origin.lower())
    if not match:
        return None
    scheme, host, port = match.groups()
    return scheme, host, int(port or DEFAULT_PORTS[scheme])
