"""/api/cron/process-jobs: services that call regularly have jobs processed, each known by its own secret."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import cron, processing
from jobs.api import health_body
from jobs.api.figures import report_body
from jobs.api.processing import WAIT_SECONDS, Wanted, cleaned, known, wait_of
from jobs.api.schema import processing as operations
from jobs.cron import Provider
from jobs.errors import JobError
from jobs.health import CRITICAL
from jobs.processing import Order
from users.acting import service
from users.api.base import PrivateView, validated
from users.api.schema.describing import ApiSchema
from users.api.throttles import RateLimitExceeded, count_provider

EMERGENCY_WAIT_SECONDS = 50


class CronLimitReached(JobError):
    code = "RATE_LIMIT_EXCEEDED"
    http_status = 429

    def __init__(self, wait: float):
        super().__init__("Rate limit exceeded")
        self.retry_after = wait
        self.extra = {"retryAfter": int(wait)}


class SystemUnhealthy(JobError):
    code = "SYSTEM_UNHEALTHY"
    http_status = 503

    def __init__(self, details: dict[str, Any]):
        super().__init__("System health check failed")
        self.extra = {"message": "Set emergencyMode to true to process jobs all the same.", "healthCheck": details}


class CronInput(Wanted):
    emergencyMode = serializers.BooleanField(
        default=False, help_text="more jobs, also while automatic processing is off or the system is not well"
    )
    healthCheck = serializers.BooleanField(default=True, help_text="nothing is processed while the system is critical")


class CronView(PrivateView):
    """For services that call regularly, each with its own secret."""

    schema = ApiSchema(get=operations.vercel_cron, post=operations.cron)
    input_serializer = CronInput
    authentication_classes = ()
    throttle_classes = ()  # each provider has a limit of its own; who only tries meets that of guests

    def post(self, request: Request) -> Response:
        provider = self._provider(request)
        asked = validated(CronInput, request.data)
        in_emergency = asked["emergencyMode"]
        most = min(asked["maxJobs"], provider.most_in_emergency if in_emergency else provider.most)
        order = Order(most, tuple(asked["jobTypes"]), asked.get("specificJobId"), in_emergency)
        with service():
            processing.expect_cluster()
            checked = _checked(asked["healthCheck"], in_emergency)
            seconds = wait_of(request, EMERGENCY_WAIT_SECONDS if in_emergency else WAIT_SECONDS)
            report = processing.process(order, provider.name, seconds, "emergencyMode")
            body = {"provider": provider.name, "emergencyMode": in_emergency, **checked}
            return Response(body | report_body(order, report) | cleaned(asked))

    get = post

    def _provider(self, request: Request) -> Provider:
        """Who calls, counted before anything is done for them."""
        provider = known(request, self._shown)
        try:
            count_provider(request, provider.name)
        except RateLimitExceeded as error:
            raise CronLimitReached(error.wait) from None
        if cron.is_signed(request.headers):
            cron.receive(request.headers["webhook-id"])
        return provider

    def _shown(self, request: Request) -> Provider:
        if request.method == "GET":
            return cron.shown_bearer(request.headers)
        if cron.is_signed(request.headers):
            return cron.signer(request.headers, request._request.body)
        return cron.shown_secret(request.headers)


def _checked(wanted: bool, in_emergency: bool) -> dict[str, Any]:
    """What the health check says, if one was asked for. Raises SystemUnhealthy where it counts."""
    if not wanted:
        return {}
    seen = health_body.brief(health_body.figures.get())
    told = {"healthy": seen["status"] != CRITICAL, "message": seen["message"], "details": seen["metrics"]}
    if not (told["healthy"] or in_emergency):
        raise SystemUnhealthy(told)
    return {"healthCheck": told}
