"""The operator's own webhooks, which the settings name: messages to them are kept and delivered as callbacks are."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from jobs.api.representation import timestamp
from jobs.callbacks.signing import callback_secret
from jobs.models import CallbackDelivery
from jobs.moves import CALLBACK_CHANNEL
from jobs.statements import execute
from users.acting import service


def send(webhook: str, kind: str, data: dict[str, Any]) -> None:
    """Store a message in the shape of all our webhooks; as `store`."""
    store(webhook, {"type": kind, "timestamp": timestamp(timezone.now()), "data": data})


def store(webhook: str, message: dict[str, Any]) -> None:
    """Store a message for the webhook of this name, in the caller's transaction; nothing where it is not set up.

    Of the address only the place is written down: the path of some is a secret.
    """
    receiver = settings.WEBHOOKS.get(webhook)
    if receiver is None:
        return
    place = "/".join(receiver["url"].split("/")[:3])
    with service():  # it is the operator's, whoever's request it tells of
        CallbackDelivery.objects.create(webhook=webhook, url=place, message=message)
        execute("SELECT pg_notify(%(channel)s, '')", {"channel": CALLBACK_CHANNEL})


def receiver_of(delivery: CallbackDelivery) -> tuple[str, str | None]:
    """Where a message goes, and the key that signs it, if any does.

    A webhook's are those of the settings now, not those of then.
    """
    if delivery.job:
        return delivery.url, callback_secret(delivery.job)
    receiver = settings.WEBHOOKS[delivery.webhook]
    return receiver["url"], receiver["secret"]


def delete_old() -> None:
    """Forget messages that have come to an end, as late as finished jobs and their callbacks are forgotten."""
    oldest = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS)
    written = CallbackDelivery.objects.filter(job=None, created_at__lt=oldest)
    written.exclude(state=CallbackDelivery.State.PENDING).delete()
