"""Whether a book is paid: said by staff, or by the payment provider; each change with who said it."""

import logging

from django.db import transaction
from django.utils import timezone

from storybooks.models import PaidChange, Storybook
from users.acting import service

log = logging.getLogger("storybooks")

PROVIDER = "payment webhook"


@service()
def set_paid(book: Storybook, is_paid: bool, actor: str, webhook_id: str | None = None) -> bool:
    """Note that a book is paid, or is not; False when that was known, or the message came before."""
    with transaction.atomic():
        held = Storybook.objects.select_for_update().filter(id=book.id).first()
        if held is None or PaidChange.objects.filter(webhook_id=webhook_id, webhook_id__isnull=False).exists():
            return False
        changed = held.is_paid != is_paid
        if changed or webhook_id:
            PaidChange.objects.create(storybook=held, is_paid=is_paid, actor=actor, webhook_id=webhook_id)
        if changed:
            Storybook.objects.filter(id=book.id).update(is_paid=is_paid, updated_at=timezone.now())
    log.info("storybook.paid id=%s paid=%s changed=%s by=%s", book.id, is_paid, changed, actor)
    return changed
