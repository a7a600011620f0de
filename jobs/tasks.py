"""What django-q2 calls: thin shells around the engine that never raise and return nothing."""

import asyncio
import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs.claiming import claim_next
from jobs.database import in_database
from jobs.drain import draining
from jobs.models import Job
from jobs.runner import run

log = logging.getLogger("jobs")

BATCH = 500
BACKLOG_SECONDS = 5.0
"""While more is due, a woken worker goes on for so long before it asks for the next wake-up."""


def run_next() -> None:
    """Answer a wake-up: claim the best due job and run it, then the next, for a bounded while."""
    try:
        asyncio.run(_work_off())
    except Exception:  # django-q2 must neither retry nor record it: the row tells what is to be done
        log.exception("worker.wake_up_failed")


async def _work_off() -> None:
    until = time.monotonic() + BACKLOG_SECONDS
    while not draining() and (claim := await in_database(claim_next)):
        await run(claim)
        if time.monotonic() > until:
            break


def delete_old_jobs() -> None:
    """Delete jobs that have been finished for longer than settings.JOB_RETENTION_DAYS."""
    oldest = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS)
    deleted = 0
    while batch := _delete_batch(oldest):
        deleted += batch
    log.info("jobs.deleted count=%s", deleted)


@transaction.atomic
def _delete_batch(oldest: datetime) -> int:
    """Delete some of them while holding their rows: none may be retried by hand in between."""
    held = Job.objects.finished_before(oldest).select_for_update(skip_locked=True)
    ids = list(held.values_list("id", flat=True)[:BATCH])
    Job.objects.filter(id__in=ids).delete()
    return len(ids)
