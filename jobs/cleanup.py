"""Finished jobs go after a while: by the schedule, by an operator's command, by a request of staff; always like this.

Unfinished jobs stay, however old, and so does one whose message to its client is still to be delivered. The book that a
job has made stays with all its files; the job's other files are erased by the regular clean-up of the media store.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from jobs.models import CallbackDelivery, Job, JobQuerySet

log = logging.getLogger("jobs")

BATCH = 500
Counts = Counter[tuple[str, str]]
"""How many jobs, by their type and status."""


def delete_old(
    older_than: timedelta | None = None, told: Callable[[Counts], None] = lambda batch: None, pause: float = 0.0
) -> int:
    """Delete jobs that ended longer ago than this, by default settings.JOB_RETENTION_DAYS; how many went.

    A batch is a transaction, so that what is deleted stays deleted whatever happens to the rest; `told` hears of each,
    and the database rests for `pause` seconds after it.
    """
    oldest, deleted = _moment(older_than), 0
    while batch := _delete_batch(oldest):
        deleted += batch.total()
        told(batch)
        time.sleep(pause)
    log.info("jobs.deleted count=%s", deleted)
    return deleted


def count_old(older_than: timedelta | None = None) -> Counts:
    """What `delete_old` would delete now."""
    counted = _deletable(_moment(older_than)).values_list("type", "status").order_by().annotate(Count("id"))
    return Counter({(type, status): count for type, status, count in counted})


def _moment(older_than: timedelta | None) -> datetime:
    return timezone.now() - (timedelta(days=settings.JOB_RETENTION_DAYS) if older_than is None else older_than)


def _deletable(oldest: datetime) -> JobQuerySet:
    untold = CallbackDelivery.objects.filter(job=OuterRef("pk"), state=CallbackDelivery.State.PENDING)
    return Job.objects.finished_before(oldest).filter(~Exists(untold))


@transaction.atomic
def _delete_batch(oldest: datetime) -> Counts:
    """Delete some of them while holding their rows: none may be retried by hand in between."""
    held = _deletable(oldest).select_for_update(skip_locked=True).values_list("id", "type", "status")[:BATCH]
    ids = {id: (type, status) for id, type, status in held}
    Job.objects.filter(id__in=ids).delete()
    return Counter(ids.values())
