"""/api/account: who am I here, and what may I still start? Its end is told where people are known, in `users`."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from jobs.api.representation import timestamp
from jobs.api.schema import operations
from jobs.budgets import budget_of
from jobs.quotas import usage_of
from users.api import account
from users.api.operations import erase_account
from users.api.schema.describing import ApiSchema


class AccountView(account.AccountView):
    """The caller's own account, to be read and erased; no plan is changed through the API."""

    schema = ApiSchema(get=operations.account, delete=erase_account)

    def get(self, request: Request) -> Response:
        user = request.user
        if not user.is_authenticated:
            raise NotAuthenticated("Please sign in to see your account.")
        usage, budget = usage_of(user.pk, user.current_plan), budget_of(user.pk)
        return Response(
            {
                "id": str(user.pk),
                "phone": user.phone,
                "email": user.email,
                "subscriptionInfo": usage.told,
                "usageResetsAt": timestamp(usage.resets_at),
                "planExpiresAt": timestamp(user.plan_expires_at) if user.plan_expires_at else None,
                "budgetReached": budget.own_reached or budget.site_reached,
                "budgetResetsAt": timestamp(budget.resets_at),
            }
        )
