"""A family's wish to have a book printed on paper."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class PrintRequest(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        SHIPPED = "shipped"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="print_requests")
    storybook = models.ForeignKey("storybooks.Storybook", on_delete=models.CASCADE, related_name="print_requests")
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    notes = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "print_requests"
        constraints = [
            models.CheckConstraint(
                name="print_requests_status_known",
                condition=Q(status__in=["pending", "approved", "shipped", "rejected"]),
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
