"""GET /api/jobs/health: is the queue well?"""

from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import log_lines
from jobs.api import health_body
from jobs.api.schema import operations
from jobs.cron import EXTERNAL
from jobs.health import CRITICAL
from users.api.base import PrivateView
from users.api.errors import RETRY_SECONDS, UNAVAILABLE
from users.api.schema.describing import ApiSchema
from users.pool import expect_connection

PATIENCE = 3.0
"""Seconds for a database connection: who asks for health does not wait as long as a family would."""


class HealthView(PrivateView):
    """In short for everybody; in full for staff, and for who shows the secret in X-Webhook-Secret."""

    schema = ApiSchema(get=operations.health)
    permission_classes = (AllowAny,)
    throttle_classes = ()

    def initial(self, request: Request, *args, **kwargs) -> None:
        expect_connection(PATIENCE)
        super().initial(request, *args, **kwargs)

    def get(self, request: Request) -> Response:
        seen = health_body.figures.get()
        body = health_body.full(seen, health_body.details.get()) if _sees_all(request) else health_body.brief(seen)
        return Response(body, status=503 if body["status"] == CRITICAL else 200)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, APIException):
            return super().handle_exception(exc)
        log_lines.health_check_failed(exc)
        if isinstance(exc, UNAVAILABLE):
            return Response(health_body.outage(), status=503, headers={"Retry-After": RETRY_SECONDS})
        return Response(health_body.broken(), status=500)


def _sees_all(request: Request) -> bool:
    given = request.headers.get(EXTERNAL.header)
    return bool(given and EXTERNAL.knows(given)) or request.user.is_staff
