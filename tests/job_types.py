"""Job types that do nothing, or misbehave in one way each."""

from datetime import timedelta

from rest_framework import serializers

from jobs.errors import TransientError
from jobs.job_type import JobType
from jobs.retry import RetryPolicy


class NoopInput(serializers.Serializer):
    size = serializers.IntegerField(default=0, min_value=0, max_value=1024)


class Noop(JobType):
    """Three progress writes and a result of `size` bytes."""

    name = "noop"
    path = "noop"
    label = "Noop"
    input_serializer = NoopInput
    concurrency = 1000
    retry = RetryPolicy(base=0.05, cap=0.1)
    timeout = timedelta(seconds=30)

    async def run(self, ctx, data):
        for percent in (25, 50, 75):
            await ctx.progress(percent, f"At {percent}")
        return {"filler": "x" * data.get("size", 0)}


class Flaky(Noop):
    """Fails for a passing reason until no retry is left, and then succeeds."""

    name = path = "flaky"
    label = "Flaky"
    max_retries = 2

    async def run(self, ctx, data):
        if not ctx.last_try:
            raise TransientError("Not now.", code="EXTERNAL_SERVICE_ERROR")
        return await super().run(ctx, data)
