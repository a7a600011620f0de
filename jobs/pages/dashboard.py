"""/jobs: a family's jobs, live with scripts, as a plain list without."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jobs.job_type import job_types
from jobs.models import Job
from jobs.pages.words import STATUSES
from jobs.states import Status
from users.pages.base import FamilyPageView

LISTED = 20


class DashboardPageView(FamilyPageView):
    template_name = "jobs/jobs.html"
    title = _("Workshop")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        own = Job.objects.filter(user=self.family, type__in=job_types()).order_by("-created_at", "-id")[:LISTED]
        listed = [(job, STATUSES[Status(job.status)]) for job in own]
        return super().get_context_data(listed=listed, **context)
