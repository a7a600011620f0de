"""A kind of job: one class in one file, named by one line in `settings.JOB_TYPES`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.serializers import Serializer

from jobs.retry import RetryPolicy

Input = dict[str, Any]
Result = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """What the API's description shows of a type: a request, what its start's answer adds, how its status ends."""

    request: Input = field(default_factory=dict)
    started: dict[str, Any] = field(default_factory=dict)
    ended: dict[str, Any] = field(default_factory=dict)


class JobType:
    """What the engine and the API need to know of a kind of job. Subclasses set the fields and write `run`."""

    name: ClassVar[str]
    path: ClassVar[str]
    """The segment of its URLs: /api/jobs/{path}/start."""
    legacy_path: ClassVar[str] = ""
    """Where clients of the older system start it, below /api/; answered with a pointer to the new address."""
    label: ClassVar[str]
    about: ClassVar[str] = ""
    """What it does, in a sentence."""
    input_serializer: ClassVar[type[Serializer]]
    result_serializer: ClassVar[type[Serializer] | None] = None
    started_extra_serializer: ClassVar[type[Serializer] | None] = None
    ended_extra_serializer: ClassVar[type[Serializer] | None] = None
    """They describe the result, `started_extra` and `ended_extra`."""
    refusals: ClassVar[dict[str, tuple[int, str]]] = {}
    """Codes with which `accept` refuses a request: the HTTP status and an example of the sentence."""
    failure_codes: ClassVar[tuple[str, ...]] = ()
    """Codes of PermanentError and TransientError of its own."""
    example: ClassVar[Example] = Example()
    accepts_files: ClassVar[bool] = False
    """Whether a request may also be a form with a file (multipart/form-data)."""
    sign_in_message: ClassVar[str] = ""
    """What a guest is told who may not start it; without one, guests may."""
    counts_as: ClassVar[str] = ""
    """What its user's plan counts it as, by the month: "storybook". Without a word it does not count."""
    first_step: ClassVar[str] = "Waiting to start"
    started_message: ClassVar[str] = "Job started successfully"
    completed_message: ClassVar[str] = "Job completed successfully"
    failed_message: ClassVar[str] = "Job failed"
    phases: ClassVar[tuple[tuple[int, str], ...]] = ()
    """(percent, words): what it is busy with below that percentage."""
    seconds_per_percent: ClassVar[float] = 6.0
    least_seconds: ClassVar[float] = 60.0
    """How long the rest takes, until jobs of this type have told it better (`jobs.estimates`)."""
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

    def title_of(self, data: Input) -> str:
        """What its owner calls the job, for lists and search; at most 100 characters of it are kept."""
        return ""

    def phase(self, progress: int) -> str:
        return next((words for percent, words in self.phases if progress < percent), "")

    def started_extra(self, data: Input) -> dict[str, Any]:
        """What the answer to a start request tells beyond what every type's does."""
        return {}

    def ended_extra(self, data: Input, result: Result, absolute: Callable[[str], str]) -> dict[str, Any]:
        """What the status of a completed job tells beyond its result."""
        return {}

    def present(self, result: Result, absolute: Callable[[str], str]) -> Result:
        """The stored result as a client gets it; `absolute` turns our own paths into URLs."""
        return result

    def place(self, result: Result) -> str:
        """The path of the page that shows what came of a completed job; "" for none."""
        return ""

    def pictures(self, job) -> list[str]:
        """The paths of the pictures that a job has drawn so far, in order; its caller may see the job."""
        return []

    def files(self, ids: Collection[UUID]) -> dict[UUID, tuple[str, bool]]:
        """Those of the ids, from its input and result, that are files somebody may still open: where each is served,
        and whether it is a picture.
        """
        return {}

    def adopt(self, job) -> None:
        """Called in the transaction that stored the new job, for rows that want to point at it."""

    async def run(self, ctx, data: Input) -> Result:
        """Do the work in steps (`ctx.step`) and return the result as JSON. Raises jobs.errors."""
        raise NotImplementedError

    @property
    def time_limit(self) -> timedelta:
        return min(self.timeout or settings.JOB_TIMEOUT, settings.JOB_TIMEOUT)


@cache
def job_types() -> dict[str, JobType]:
    """The registered types by name."""
    types = [import_string(dotted)() for dotted in settings.JOB_TYPES]
    return {job_type.name: job_type for job_type in types}
