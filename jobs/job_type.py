"""A kind of job: one class in one file, named by one line in `settings.JOB_TYPES`."""

import math
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.serializers import Serializer

from jobs.retry import RetryPolicy

Input = dict[str, Any]
Result = dict[str, Any]


class JobType:
    """What the engine and the API need to know of a kind of job. Subclasses set the fields and write `run`."""

    name: ClassVar[str]
    path: ClassVar[str]
    """The segment of its URLs: /api/jobs/{path}/start."""
    label: ClassVar[str]
    input_serializer: ClassVar[type[Serializer]]
    first_step: ClassVar[str] = "Waiting to start"
    started_message: ClassVar[str] = "Job started successfully"
    completed_message: ClassVar[str] = "Job completed successfully"
    failed_message: ClassVar[str] = "Job failed"
    timeout: ClassVar[timedelta | None] = None
    """The longest one attempt may run; never more than settings.JOB_TIMEOUT."""
    max_retries: ClassVar[int] = 3
    retry: ClassVar[RetryPolicy] = RetryPolicy()
    priority: ClassVar[int] = 1
    concurrency: ClassVar[int] = 10
    """How many of this type may run at once, over all clusters."""

    def accept(self, data: Input, user) -> Input:
        """Turn a validated request into what is stored as the job's input (pictures become stored files)."""
        return data

    def withdraw(self, data: Input) -> None:
        """Undo what `accept` stored, because the job could not be stored after all."""

    def estimate_minutes(self, data: Input) -> float:
        return 1

    def remaining(self, progress: int) -> str:
        """How long a job at `progress` percent still takes, in words."""
        return plural(math.ceil(max(1, 0.1 * (100 - progress))), "minute")

    def present(self, result: Result, absolute: Callable[[str], str]) -> Result:
        """The stored result as a client gets it; `absolute` turns our own paths into URLs."""
        return result

    def adopt(self, job) -> None:
        """Called in the transaction that stored the new job, for rows that want to point at it."""

    async def run(self, ctx, data: Input) -> Result:
        """Do the work in steps (`ctx.step`) and return the result as JSON. Raises jobs.errors."""
        raise NotImplementedError

    @property
    def time_limit(self) -> timedelta:
        return min(self.timeout or settings.JOB_TIMEOUT, settings.JOB_TIMEOUT)


def plural(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


@cache
def job_types() -> dict[str, JobType]:
    """The registered types by name."""
    types = [import_string(dotted)() for dotted in settings.JOB_TYPES]
    return {job_type.name: job_type for job_type in types}
