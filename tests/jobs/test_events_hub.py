"""What waits for a listener, and what is left of one that has gone."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from jobs.api import events
from jobs.events.event import Event
from jobs.events.hub import QUEUE_LIMIT, Subscription, hub
from jobs.models import Job
from tests.jobs.helpers import make_job


def event(number: int) -> Event:
    return Event(uuid4(), number, "processing", 1, "Reading", datetime.now(UTC))


def test_a_listener_who_does_not_keep_up_is_sent_to_the_table_and_then_hears_again():
    async def listen():
        subscription = Subscription()
        heard = [await subscription.next(5)]
        for number in range(QUEUE_LIMIT + 50):
            subscription.push(event(number))
        heard.append(await subscription.next(5))
        subscription.push(event(1000))
        return [one and one.id for one in [*heard, await subscription.next(5), await subscription.next(0.01)]]

    assert asyncio.run(listen()) == [None, None, 1000, None]


@pytest.mark.django_db(transaction=True)
def test_a_stream_whose_job_is_deleted_ends(monkeypatch):
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.05)
    job = make_job()

    async def follow():
        told = events.EventStream(job.id, 0, str).told("")
        first = [await anext(told) for _ in range(3)]
        await sync_to_async(Job.objects.filter(id=job.id).delete)()
        async with asyncio.timeout(20):
            rest = [text async for text in told]
        count = hub().count
        await sync_to_async(connections.close_all)()
        return first, rest, count

    first, rest, count = asyncio.run(follow())
    assert '"status": "pending"' in first[1]
    assert set(rest) | {first[2]} == {events.HEARTBEAT}
    assert count == 0


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_is_closed_leaves_no_subscription_behind():
    job = make_job()

    async def follow():
        told = events.EventStream(job.id, 0, str).told("")
        await anext(told), await anext(told)
        during = hub().count
        await told.aclose()
        await sync_to_async(connections.close_all)()
        return during, hub().count, len(asyncio.all_tasks())

    assert asyncio.run(follow()) == (1, 0, 1)
