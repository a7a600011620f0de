"""A family's wish to have a book printed on paper, and what became of it.

Its status changes only through `prints.moves.move`; the constraints here make the states that no move produces
unstorable. It is a record of our business: it outlives its book and its owner, without what is personal in it.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from prints.states import OPEN, Status
from storybooks.models import StoredFile, Storybook

ADDRESS = ("recipient", "line1", "line2", "city", "region", "postal_code", "country", "phone")
_COMPLETE = ~Q(recipient="") & ~Q(line1="") & ~Q(country="")


class PrintRequest(models.Model):
    """`title` is the book's at the time; price and currency are those that the family was told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="print_requests"
    )
    storybook = models.ForeignKey(
        Storybook, on_delete=models.SET_NULL, null=True, blank=True, related_name="print_requests"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    title = models.CharField(max_length=100, blank=True)
    copies = models.PositiveSmallIntegerField(default=1)
    unit_price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, help_text="of one copy")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217, as USD")
    notes = models.TextField(blank=True, help_text="the family's own words")

    recipient = models.CharField(max_length=100, blank=True)
    line1 = models.CharField(max_length=100, blank=True)
    line2 = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True, help_text="state, province, emirate")
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1, as SA")
    phone = models.CharField(max_length=16, blank=True, help_text="E.164, for the carrier")

    tracking_code = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True, help_text="why it was rejected, as the family reads it")

    interior = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="its pages as PDF"
    )
    cover = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    files_due_at = models.DateTimeField(default=timezone.now, editable=False, help_text="not before this moment")
    files_problem = models.CharField(max_length=200, blank=True, help_text="why they could not be made")

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        db_table = "print_requests"
        permissions = [("see_address", "Can see where a book is sent")]
        constraints = [
            models.CheckConstraint(name="print_requests_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(name="print_copies_at_least_one", condition=Q(copies__gte=1)),
            models.CheckConstraint(
                name="print_price_has_currency",
                condition=Q(unit_price__isnull=True, currency="") | Q(unit_price__gte=0) & ~Q(currency=""),
            ),
            models.CheckConstraint(
                name="print_open_has_owner_and_book",
                condition=~Q(status__in=OPEN) | Q(user__isnull=False, storybook__isnull=False),
            ),
            models.CheckConstraint(
                name="print_without_owner_is_anonymous",
                condition=Q(user__isnull=False) | Q(anonymised_at__isnull=False),
            ),
            models.CheckConstraint(
                name="print_approved_has_address",
                condition=~Q(status__in=["approved", "shipped"]) | _COMPLETE | Q(anonymised_at__isnull=False),
            ),
            models.CheckConstraint(
                name="print_tracked_once_shipped", condition=Q(tracking_code="") | Q(status="shipped")
            ),
            models.CheckConstraint(
                name="print_rejected_for_a_reason",
                condition=Q(status="rejected") & ~Q(reason="") | ~Q(status="rejected") & Q(reason=""),
            ),
            models.CheckConstraint(
                name="print_anonymous_has_nothing_personal",
                condition=Q(anonymised_at__isnull=True)
                | Q(user__isnull=True, title="", notes="", tracking_code="", **dict.fromkeys(ADDRESS, "")),
            ),
            models.UniqueConstraint(name="print_open_once_a_book", fields=["storybook"], condition=Q(status__in=OPEN)),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="idx_prints_user_recent"),
            models.Index(
                fields=["files_due_at"],
                name="idx_prints_without_files",
                condition=Q(interior__isnull=True, status__in=OPEN),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_pending(self) -> bool:
        """Still the family's to change or to cancel."""
        return self.status == Status.PENDING

    @property
    def has_address(self) -> bool:
        return bool(self.recipient and self.line1 and self.country)


class PrintHistory(models.Model):
    """What happened to a print request, in order: written in the transaction of the change."""

    request = models.ForeignKey(PrintRequest, on_delete=models.CASCADE, related_name="history", db_index=False)
    at = models.DateTimeField(db_default=Now())
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10, choices=Status)
    actor = models.CharField(max_length=80, help_text="a user's id, or what made the change")
    note = models.TextField(blank=True, help_text="the reason, as the family reads it")

    class Meta:
        db_table = "print_history"
        verbose_name_plural = "print history"
        indexes = [models.Index(fields=["request", "id"], name="idx_print_history_in_order")]

    def __str__(self) -> str:
        return f"{self.from_status or 'new'} to {self.to_status}"
