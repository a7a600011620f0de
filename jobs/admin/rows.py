"""A job in a line of the list. Each cell is a fragment with an id of its own, so that it can be replaced while one
looks at it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from jobs import measures
from jobs.admin.operations import Operation, offered
from jobs.admin.words import dollars, spell
from jobs.job_type import job_types
from jobs.models import Job, JobStep
from jobs.states import Status
from users.models import User
from users.ownership import SEE_CONTENT
from users.staff_links import may_view

HEAVY = ("input_data", "result_data", "error_message")
"""No list needs them, and some are large."""
LIVE = ("state", "progress", "times", "cost", "operations")
"""The cells that change by themselves."""


class Row:
    """What one member of the staff sees of a job now."""

    def __init__(self, job: Job, viewer: User, now: datetime, cost: Decimal | None, is_stuck: bool):
        self.job, self.viewer, self.now, self.is_stuck = job, viewer, now, is_stuck
        self.cost = dollars(cost)

    @property
    def age(self) -> str:
        return spell(self.now - self.job.created_at)

    @property
    def waits_for(self) -> timedelta | None:
        """Until its moment comes."""
        waits = self.job.status == Status.PENDING and self.job.run_at > self.now
        return self.job.run_at - self.now if waits else None

    @property
    def wait(self) -> str:
        """From the moment it was due to the start of its latest attempt, or until now."""
        if self.waits_for:
            return f"in {spell(self.waits_for)}"
        until = self.now if self.job.status == Status.PENDING else self.job.started_at
        return spell(until - self.job.run_at if until else None)

    @property
    def ran(self) -> str:
        """Its latest attempt."""
        job = self.job
        if job.started_at is None or job.status == Status.PENDING:
            return spell(None)
        return spell((job.completed_at or self.now) - job.started_at)

    @property
    def tries(self) -> str:
        return f"{self.job.attempt} of {self.job.max_retries + 1}" if self.job.attempt else "–"

    @property
    def type_label(self) -> str:
        job_type = job_types().get(self.job.type)
        return job_type.label if job_type else self.job.type

    @property
    def title(self) -> str:
        """A family's words."""
        return self.job.title if self.viewer.has_perm(SEE_CONTENT) else ""

    @property
    def owner(self) -> str:
        user = self.job.user
        if user is None:
            return "guest"
        known = (user.phone or user.email) if self.may_see_owner else ""
        return known or str(user.pk)[:8]

    @cached_property
    def may_see_owner(self) -> bool:
        return may_view(self.viewer, User)

    @cached_property
    def operations(self) -> list[Operation]:
        return offered(self.job, self.viewer)

    def cell(self, name: str, *, swap: bool = False) -> SafeString:
        """One of its cells; to `swap` is to go in the place of what a page shows."""
        return render_to_string(f"jobs/admin/cells/{name}.html", {"row": self, "job": self.job, "swap": swap})


def rows(jobs: Iterable[Job], viewer: User) -> list[Row]:
    """With what all of them cost, by one question, and which of them are stuck, by the measure of all pages."""
    jobs = list(jobs)
    steps = JobStep.objects.filter(job_id__in=[job.id for job in jobs], cost_usd__isnull=False)
    costs = dict(steps.order_by().values_list("job_id").annotate(Sum("cost_usd")))
    now = timezone.now()
    stuck = set(measures.stuck(now)) if any(job.status == Status.PROCESSING for job in jobs) else set()
    return [Row(job, viewer, now, costs.get(job.id), job.id in stuck) for job in jobs]
