"""Job types for clusters that are killed: each attempt leaves its traces in a diary, and some refuse to end."""

import asyncio
import contextlib
import os
import signal
import time
from datetime import timedelta
from functools import partial

from rest_framework import serializers

from jobs.job_type import JobType
from jobs.retry import RetryPolicy
from tests.job_types import NoopInput

THINGS = ("paper", "ink", "string", "glue", "board")


def note(job_id, event: str) -> None:
    """Append "job process event" to the diary in one write, which other processes cannot break into."""
    with open(os.environ["CHAOS_DIARY"], "ab", buffering=0) as diary:
        diary.write(f"{job_id} {os.getpid()} {event}\n".encode())


def hold_out() -> None:
    """A task of django-q2's own that no exception gets out of its sleep."""
    while True:
        note("hold_out", "alive")
        with contextlib.suppress(BaseException):
            time.sleep(60)


class Misbehaving(JobType):
    input_serializer = NoopInput
    label = "Chaos"
    concurrency = 1000
    retry = RetryPolicy(base=0.05, cap=0.1)
    max_retries = 20
    timeout = timedelta(seconds=120)


class SleeperInput(serializers.Serializer):
    seconds = serializers.FloatField(min_value=0, max_value=60)


class Sleeper(Misbehaving):
    """Well-behaved: awaits for `seconds` and says twenty times a second that it is alive."""

    name = path = "sleeper"
    input_serializer = SleeperInput

    async def run(self, ctx, data):
        until = time.monotonic() + data["seconds"]
        while time.monotonic() < until:
            note(ctx.job_id, "alive")
            await asyncio.sleep(0.05)
        note(ctx.job_id, "finished")
        return {}


class Buyer(Misbehaving):
    """Pays for five things, one after the other, each for a second, and notes each payment."""

    name = path = "buyer"

    async def run(self, ctx, data):
        return {"bought": [await ctx.step(thing, partial(self._buy, ctx, thing)) for thing in THINGS]}

    async def _buy(self, ctx, thing: str) -> str:
        note(ctx.job_id, f"paid-{thing}")
        for _ in range(20):
            await asyncio.sleep(0.05)
            note(ctx.job_id, "alive")
        return thing


class Clinger(Misbehaving):
    """Swallows every cancellation."""

    name = path = "clinger"

    async def run(self, ctx, data):
        note(ctx.job_id, "alive")
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                note(ctx.job_id, "clung")


class Blocker(Misbehaving):
    """Blocks the event loop, so that nothing can be told to it."""

    name = path = "blocker"

    async def run(self, ctx, data):
        note(ctx.job_id, "alive")
        time.sleep(60)  # noqa: ASYNC251 - the very mistake


class Suicide(Misbehaving):
    """Kills its own process for good, as running out of memory would."""

    name = path = "suicide"
    max_retries = 0

    async def run(self, ctx, data):
        note(ctx.job_id, "alive")
        os.kill(os.getpid(), signal.SIGKILL)
