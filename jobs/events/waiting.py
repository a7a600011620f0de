"""Waiting for the ends of jobs from blocking code."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from uuid import UUID

from asgiref.sync import async_to_sync

from jobs.events.hub import hub
from jobs.models import Job
from jobs.states import ACTIVE
from users.pool import release_connection

LOOK_SECONDS = 15.0
"""How often the job is looked at in silence, in case a notification was lost."""


def wait_for_end(job_id: UUID, seconds: float) -> None:
    """As `wait_for_ends`, for one job."""
    wait_for_ends([job_id], seconds)


def wait_for_ends(job_ids: Collection[UUID], seconds: float) -> None:
    """Return when each of the jobs has reached a final status or is gone, or `seconds` are over.

    Holds no database connection while it waits, unless called inside a transaction.
    """
    release_connection()
    async_to_sync(_wait_for_all)(job_ids, seconds)


async def _wait_for_all(job_ids: Collection[UUID], seconds: float) -> None:
    await asyncio.gather(*(_wait(job_id, seconds) for job_id in job_ids))


async def _wait(job_id: UUID, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds), hub().subscribed(job_id) as subscription:
            while True:
                event = await subscription.next(LOOK_SECONDS)
                if (event is None or event.is_end) and not await hub().read(_runs, job_id):
                    return


def _runs(job_id: UUID) -> bool:
    return Job.objects.filter(id=job_id, status__in=ACTIVE).exists()
