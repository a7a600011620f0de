"""/account, with what the family's plan allows and what of it is used."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jobs.quotas import usage_of
from users.pages import account
from users.plans import Plan

PLAN_NAMES = {
    Plan.FREE: _("Free"),
    Plan.BASIC: _("Basic"),
    Plan.PREMIUM: _("Premium"),
    Plan.UNLIMITED: _("Unlimited"),
}


class AccountPageView(account.AccountPageView):
    template_name = "jobs/account.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        plan = self.family.current_plan
        usage = usage_of(self.family.pk, plan)
        return super().get_context_data(usage=usage, plan_name=PLAN_NAMES[plan], **context)
