"""GET /api/jobs/user: the caller's own jobs, newest first, in pages."""

from django.db.models import Count, Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from jobs.api.representation import represent
from jobs.api.schema import operations
from jobs.job_type import job_types
from jobs.models import Job
from jobs.states import Status
from users.api.base import PrivateView, signed_in, validated
from users.api.pages import PageQuery, id_begins_with, page_of
from users.api.schema.describing import ApiSchema


class ListFilters(PageQuery):
    """Several statuses or types are separated by commas."""

    status = serializers.CharField(required=False)
    type = serializers.CharField(required=False)

    def validate_status(self, text: str) -> list[str]:
        return _known(text, {status.value: status.value for status in Status}, "status")

    def validate_type(self, text: str) -> list[str]:
        names = {job_type.path: name for name, job_type in job_types().items()}
        return _known(text, names | {name: name for name in job_types()}, "type")


def _known(text: str, names: dict[str, str], what: str) -> list[str]:
    asked = [part.strip() for part in text.split(",") if part.strip()]
    if not set(asked) <= names.keys():
        raise serializers.ValidationError(f"Unknown {what}. Use {', '.join(sorted(set(names.values())))}")
    return [names[part] for part in asked]


class OwnJobsView(PrivateView):
    schema = ApiSchema(get=operations.own_jobs)
    cache_control = "private, no-cache"  # with an ETag: who asks again and again gets the list only when it has changed

    def get(self, request: Request) -> Response:
        user = signed_in(request, "Please sign in to see your jobs.")
        asked = validated(ListFilters, request.query_params)
        limit, cursor = asked.pop("limit"), asked.pop("cursor")
        own = Job.objects.filter(user=user)
        jobs, following = page_of(_matching(own, **asked), request, limit, cursor)
        shown = [represent(job, job_types()[job.type], request.build_absolute_uri) for job in jobs]
        return Response({"jobs": shown, "counts": _counts(own), "next": following})


def _matching(jobs: QuerySet[Job], search: str = "", status: list[str] | None = None, type: list[str] | None = None):
    jobs = jobs.filter(type__in=type or job_types())
    if status:
        jobs = jobs.filter(status__in=status)
    return jobs.filter(_found_by(search)) if search else jobs


def _found_by(words: str) -> Q:
    found = Q(title__icontains=words) | Q(type__icontains=words) | Q(current_step__icontains=words)
    return found | id_begins_with(words)


def _counts(jobs: QuerySet[Job]) -> dict[str, int]:
    found = dict(jobs.values_list("status").annotate(Count("id")).order_by())
    return {status.value: found.get(status, 0) for status in Status}
