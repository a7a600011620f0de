"""What is kept beside the jobs: messages, quotas, money, the fleet."""

from urllib.parse import urlsplit

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jobs.models import CallbackDelivery, DailySpending, QuotaUse
from users.read_only import ReadOnlyAdmin


@admin.register(CallbackDelivery)
class CallbackDeliveryAdmin(ReadOnlyAdmin):
    """Messages to clients that a job of theirs has ended, and to webhooks of the operator's: looked at, and sent again;
    never written by hand.
    """

    list_display = (
        "id",
        "receiver",
        "webhook",
        "job_status",
        "state",
        "tries",
        "last_answer",
        "next_try_at",
        "delivered_at",
    )
    list_filter = ("state", "webhook", "job_status", "created_at")
    search_fields = ("=id", "=job__id")
    ordering = ("-created_at",)
    list_select_related = ("job",)
    actions = ("send_again",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is not shown cannot be guessed letter by letter either."""
        return not lookup.startswith("url") and super().lookup_allowed(lookup, value, request)

    @admin.display(description="Receiver")
    def receiver(self, delivery: CallbackDelivery) -> str:
        """The host alone: the rest of an address may hold a secret of its owner's."""
        return urlsplit(delivery.url).hostname or ""

    @admin.action(description="Send again now", permissions=["resend"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[CallbackDelivery]) -> None:
        failed = deliveries.filter(state=CallbackDelivery.State.FAILED)
        count = failed.update(state=CallbackDelivery.State.PENDING, tries=0, next_try_at=timezone.now())
        skipped = deliveries.count() - count
        self.message_user(request, f"{count} will be sent again, {skipped} skipped because they had not failed.")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.change_callbackdelivery")

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [
            "id",
            "job",
            "webhook",
            "receiver",
            "job_status",
            "state",
            "tries",
            "last_answer",
            "next_try_at",
            *_TIMES,
        ]


_TIMES = ("created_at", "delivered_at")


@admin.register(QuotaUse)
class QuotaUseAdmin(ReadOnlyAdmin):
    """Why somebody's month is used up."""

    list_display = ("job_id", "submitter", "month", "given_back")
    list_filter = ("month", "given_back")
    search_fields = ("=job_id", "=submitter")
    ordering = ("-month", "submitter")


@admin.register(DailySpending)
class DailySpendingAdmin(ReadOnlyAdmin):
    """What the days have cost, and for whom."""

    list_display = ("day", "submitter", "usd")
    date_hierarchy = "day"
    search_fields = ("=submitter",)
    ordering = ("-day", "-usd")
