"""/api/jobs/process: staff, and whoever shows WEBHOOK_SECRET, have jobs processed.

The web process runs none itself: the clusters are told what to do, and waited for.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import cleanup, cron, processing
from jobs.api.figures import report_body, status_body
from jobs.api.schema import processing as operations
from jobs.api.wishes import preferred_wait
from jobs.cron import EXTERNAL, Provider, Unauthorized
from jobs.engine import actor_of
from jobs.job_type import job_types
from jobs.processing import Order
from users.acting import service
from users.api.base import PrivateView, signed_in, validated
from users.api.schema.describing import ApiSchema
from users.api.throttles import count_request

log = logging.getLogger("jobs")

WAIT_SECONDS = 25
"""Many a service waits for half a minute for an answer."""
MOST_FOR_STAFF = 100


class Wanted(serializers.Serializer):
    """What both have in common."""

    maxJobs = serializers.IntegerField(default=10, min_value=1, max_value=10**6, help_text="how many jobs at most")
    jobTypes = serializers.ListField(
        child=serializers.ChoiceField(list(job_types())), default=list, help_text="only jobs of these; empty is all"
    )
    specificJobId = serializers.UUIDField(required=False, help_text="this waiting job alone, also before its time")
    cleanup = serializers.BooleanField(default=False, help_text="delete old finished jobs as well; their books stay")
    cleanupDays = serializers.IntegerField(default=7, min_value=1, max_value=36500, help_text="old is this many days")

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if "specificJobId" in asked and asked["jobTypes"]:
            raise ValidationError({"jobTypes": ["Leave this out: specificJobId names the only job."]})
        return asked


class ProcessInput(Wanted):
    forceProcessing = serializers.BooleanField(default=False, help_text="also while automatic processing is off")


class ProcessView(PrivateView):
    """For staff who may operate jobs, and for whoever shows WEBHOOK_SECRET."""

    schema = ApiSchema(get=operations.status, post=operations.process)
    input_serializer = ProcessInput

    def get(self, request: Request) -> Response:
        admitted(request)
        with service():
            return Response(status_body(timezone.now()))

    def post(self, request: Request) -> Response:
        actor = admitted(request)
        asked = validated(ProcessInput, request.data)
        most = min(asked["maxJobs"], MOST_FOR_STAFF)
        order = Order(most, tuple(asked["jobTypes"]), asked.get("specificJobId"), asked["forceProcessing"])
        with service():
            report = processing.process(order, actor, wait_of(request, WAIT_SECONDS), "forceProcessing")
            return Response(report_body(order, report) | cleaned(asked))


def admitted(request: Request) -> str:
    """Who asks, for the history. Raises Unauthorized, NotAuthenticated, PermissionDenied."""
    if EXTERNAL.header in request.headers:
        return known(request, lambda request: cron.shown_secret(request.headers, [EXTERNAL])).name
    user = signed_in(request, f"Please sign in as staff, or send the header {EXTERNAL.header}.")
    if not user.has_perm("jobs.operate_job"):
        raise PermissionDenied("Only staff who operate jobs may do this.")
    return actor_of(user)


def known(request: Request, shown: Callable[[Request], Provider]) -> Provider:
    try:
        return shown(request)
    except Unauthorized as error:
        count_request(request)  # and no line in the log for who goes on beyond the limit
        log.warning("cron.refused path=%s reason=%r", request.path, error.extra["reason"])
        raise


def wait_of(request: Request, most: int) -> int:
    wished = preferred_wait(request)
    return most if wished is None else min(wished, most)


def cleaned(asked: dict[str, Any]) -> dict[str, Any]:
    if not asked["cleanup"]:
        return {}
    cleaned = cleanup.delete_old(timedelta(days=asked["cleanupDays"]))
    return {"cleanup": {"cleaned": cleaned, "olderThanDays": asked["cleanupDays"]}}
