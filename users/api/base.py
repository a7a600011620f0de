"""What answers have in common."""

from django.contrib.auth.models import AnonymousUser
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from users.api.throttles import count_request, rate_limit_headers


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
