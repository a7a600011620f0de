"""What is kept beside the jobs: messages, quotas, money, the fleet."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobs.admin.content import host
from jobs.admin.words import spell
from jobs.fleet import ALIVE_SECONDS
from jobs.models import CallbackDelivery, Cluster, DailySpending, Job, QuotaUse, Tally
from users.models import User
from users.read_only import ReadOnlyAdmin
from users.staff_links import Link, list_of, may_view, page_of, tells_of


@admin.register(CallbackDelivery)
class CallbackDeliveryAdmin(ReadOnlyAdmin):
    """Messages to clients that a job of theirs has ended, and to webhooks of the operator's: looked at, and sent again;
    never written by hand.
    """

    list_display = ("short_id", "badge", "receiver", "about", "tries", "last_answer", "next_try_at", "delivered_at")
    list_filter = ("state", "webhook", "job_status")
    search_fields = ("=id", "=job__id")
    search_help_text = "Id of the message or its job"
    ordering = ("-created_at", "-id")
    sortable_by = ()
    list_display_links = None
    actions = ("send_again",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is not shown cannot be guessed letter by letter either."""
        return not lookup.startswith(("url", "message")) and super().lookup_allowed(lookup, value, request)

    @admin.display(description="Message")
    def short_id(self, delivery: CallbackDelivery) -> SafeString:
        return format_html('<a class="link code" href="{}">{}</a>', page_of(delivery), str(delivery.pk)[:8])

    @admin.display(description="State")
    def badge(self, delivery: CallbackDelivery) -> SafeString:
        return format_html('<span class="badge {}">{}</span>', delivery.state, delivery.get_state_display())

    @admin.display(description="About")
    def about(self, delivery: CallbackDelivery) -> SafeString | str:
        if delivery.job_id is None:
            return f"webhook {delivery.webhook}"
        place = reverse("admin:jobs_job_change", args=[delivery.job_id])
        return format_html(
            '<a class="link" href="{}">job {}</a> {}', place, str(delivery.job_id)[:8], delivery.job_status
        )

    @admin.display(description="Receiver")
    def receiver(self, delivery: CallbackDelivery) -> str:
        return host(delivery.url)

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
            "badge",
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
    list_filter = ("given_back",)
    search_fields = ("=job_id", "=submitter")
    search_help_text = "Id of the job or of whoever started it"
    ordering = ("job_id",)  # the one that has an index: what one looks for is found by search
    sortable_by = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in ("submitter", "month") or super().lookup_allowed(lookup, value, request)


@admin.register(DailySpending)
class DailySpendingAdmin(ReadOnlyAdmin):
    """What the days have cost, and for whom."""

    list_display = ("day", "whose", "dollars")
    date_hierarchy = "day"
    search_fields = ("=submitter",)
    search_help_text = "Id of whoever it was paid for"
    ordering = ("-day", "submitter")
    sortable_by = ()
    fields = ("day", "submitter", "usd")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "submitter" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="For")
    def whose(self, spending: DailySpending) -> str:
        return "no longer known" if spending.submitter.int == 0 else str(spending.submitter)

    @admin.display(description="US dollars")
    def dollars(self, spending: DailySpending) -> SafeString:
        return format_html('<span class="number">{}</span>', f"{spending.usd:.4f}")


@admin.register(Cluster)
class ClusterAdmin(ReadOnlyAdmin):
    """The processes that work jobs off."""

    list_display = ("host", "pid", "workers", "state", "up", "seen_at")
    ordering = ("-seen_at",)
    sortable_by = ()

    @admin.display(description="State")
    def state(self, cluster: Cluster) -> SafeString:
        lives = cluster.seen_at > timezone.now() - timedelta(seconds=ALIVE_SECONDS)
        words, kind = ("Alive", "healthy") if lives else ("Silent", "critical")
        return format_html('<span class="badge {}">{}</span>', kind, words)

    @admin.display(description="Up for")
    def up(self, cluster: Cluster) -> str:
        return spell(cluster.seen_at - cluster.started_at)


@admin.register(Tally)
class TallyAdmin(ReadOnlyAdmin):
    """How jobs have ended since the first one, also those that are deleted."""

    list_display = ("type", "badge", "error_code", "count", "average_run", "average_wait")
    list_filter = ("status", "type")
    ordering = ("type", "status", "error_code", "slot")
    sortable_by = ()
    list_display_links = None

    @admin.display(description="Status")
    def badge(self, tally: Tally) -> SafeString:
        return format_html('<span class="badge {}">{}</span>', tally.status, tally.get_status_display())

    @admin.display(description="Average run")
    def average_run(self, tally: Tally) -> str:
        return spell(timedelta(seconds=tally.run_seconds / tally.count)) if tally.count else "–"

    @admin.display(description="Average wait")
    def average_wait(self, tally: Tally) -> str:
        return spell(timedelta(seconds=tally.wait_seconds / tally.count)) if tally.count else "–"


@tells_of(User)
def _of_user(user: User, viewer: User) -> Iterator[Link]:
    if may_view(viewer, Job):
        yield Link("Jobs", list_of(Job, owner=user.pk))
    if may_view(viewer, DailySpending):
        yield Link("Spending", list_of(DailySpending, submitter=user.pk))
    if may_view(viewer, QuotaUse):
        yield Link("Quota uses", list_of(QuotaUse, submitter=user.pk))


@tells_of(Job)
def _of_job(job: Job, viewer: User) -> Iterator[Link]:
    if may_view(viewer, QuotaUse):
        for use in QuotaUse.objects.filter(job_id=job.pk):
            yield Link("Its place in the month's quota" + (", given back" if use.given_back else ""), page_of(use))
