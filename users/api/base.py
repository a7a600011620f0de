"""What answers have in common."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from users.api.throttles import count_request, rate_limit_headers
from users.models import User


class AnyAccept(DefaultContentNegotiation):
    """For views that answer with something else: their errors are JSON, also for who accepts nothing but that."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class PrivateView(APIView):
    """Answers for one caller: no shared cache keeps them, and they say how much more the caller may ask."""

    cache_control = "private, no-store"

    def perform_authentication(self, request: Request) -> None:
        """Who comes with a token that is no good counts as a guest, or tokens could be tried without end."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            request.user = AnonymousUser()
            count_request(request)
            raise

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", self.cache_control)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        for name, value in rate_limit_headers(request).items():
            response.headers[name] = value
        return response


class Superseded:
    """For views at an address of the older system: each answer points to the new one, whose route `successor` names."""

    deprecated_since = datetime(2025, 6, 10, tzinfo=UTC)
    successor: str

    def successor_path(self) -> str:
        return reverse(self.successor)

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Deprecation"] = f"@{int(self.deprecated_since.timestamp())}"  # RFC 9745
        response.headers["Link"] = f'<{self.successor_path()}>; rel="successor-version"'
        return response


def signed_in(request: Request, sentence: str) -> User:
    """Who has signed in. Guests are told the sentence: raises NotAuthenticated."""
    if not request.user.is_authenticated:
        raise NotAuthenticated(sentence)
    return request.user


def validated(serializer_class: type[Serializer], data: Any) -> dict[str, Any]:
    """What a request's body or query means. Raises ValidationError."""
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
