"""How the list of jobs is narrowed down. Each choice is one that an index answers."""

from datetime import timedelta
from uuid import UUID

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.utils import timezone

from jobs import measures
from jobs.job_type import job_types
from jobs.models import Job
from jobs.statements import execute
from users.finding import ids_of, people, whole_id
from users.models import User
from users.staff_links import may_view

Jobs = QuerySet[Job]
_CODES = """
WITH RECURSIVE code AS (
    (SELECT error_code FROM background_jobs WHERE error_code <> '' ORDER BY error_code LIMIT 1)
    UNION ALL
    SELECT (SELECT error_code FROM background_jobs WHERE error_code <> '' AND error_code > code.error_code
             ORDER BY error_code LIMIT 1)
      FROM code WHERE error_code IS NOT NULL
)
SELECT error_code FROM code WHERE error_code IS NOT NULL
"""
"""Each code that any job has: a look at the index, which knows no jobs without one, for each code and not each job."""


def owners(words: str, viewer: User) -> list[UUID]:
    """Whom the words may mean. Who may not see users finds them by their whole id alone, and guesses no number."""
    if may_view(viewer, User):
        found = people(words)
        return ids_of(found) if found else []
    return [id] if (id := whole_id(words)) else []


class TypeFilter(SimpleListFilter):
    title, parameter_name = "type", "type"

    def lookups(self, request, model_admin):
        return [(name, job_type.label) for name, job_type in job_types().items()]

    def queryset(self, request, queryset: Jobs) -> Jobs:
        return queryset.filter(type=self.value()) if self.value() else queryset


class ErrorCodeFilter(SimpleListFilter):
    title, parameter_name = "error code", "error"

    def lookups(self, request, model_admin):
        return [(code, code) for (code,) in execute(_CODES, {})]

    def queryset(self, request, queryset: Jobs) -> Jobs:
        return queryset.filter(error_code=self.value()) if self.value() else queryset


class AgeFilter(SimpleListFilter):
    title, parameter_name = "time", "since"
    CHOICES = {
        "10m": ("The last 10 minutes", timedelta(minutes=10)),
        "1h": ("The last hour", timedelta(hours=1)),
        "24h": ("The last 24 hours", timedelta(hours=24)),
        "7d": ("The last 7 days", timedelta(days=7)),
    }

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _) in self.CHOICES.items()]

    def queryset(self, request, queryset: Jobs) -> Jobs:
        chosen = self.CHOICES.get(self.value() or "")
        return queryset.filter(created_at__gte=timezone.now() - chosen[1]) if chosen else queryset


class StuckFilter(SimpleListFilter):
    """Running jobs that nobody looks after."""

    title, parameter_name = "stuck", "stuck"

    def lookups(self, request, model_admin):
        return [("yes", "Stuck")]

    def queryset(self, request, queryset: Jobs) -> Jobs:
        return queryset.filter(id__in=measures.stuck(timezone.now())) if self.value() == "yes" else queryset


class OwnerFilter(SimpleListFilter):
    """Whose: by a user's id, phone number or e-mail address; or guests'."""

    title, parameter_name = "user", "owner"

    def lookups(self, request, model_admin):
        chosen = request.GET.get(self.parameter_name, "")
        known = [] if chosen in ("", "guest") else [(chosen, chosen)]
        return [*known, ("guest", "Guests")]

    def queryset(self, request, queryset: Jobs) -> Jobs:
        whose = self.value()
        if not whose:
            return queryset
        if whose == "guest":
            return queryset.filter(user__isnull=True)
        return queryset.filter(user_id__in=owners(whose, request.user))


OURS = (TypeFilter, ErrorCodeFilter, AgeFilter, OwnerFilter, StuckFilter)
