"""The shapes of answers that do not depend on the type of a job. They only describe; `representation` makes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from jobs.states import Status
from users.api.schema.errors import SUBSCRIPTION

Field = serializers.Field
FAILURES = ("EXTERNAL_SERVICE_ERROR", "JOB_FAILED", "JOB_TIMEOUT", "WORKER_LOST")
"""The codes with which a job of any type may fail; JobType.failure_codes adds its own."""


def raw(schema: dict[str, Any]) -> type[Field]:
    """A field class that is described by a ready JSON schema."""
    return extend_schema_field(schema)(type("RawField", (serializers.CharField,), {}))


def job_status() -> Field:
    return serializers.ChoiceField(Status.choices, help_text="`pending` and `processing` jobs have not ended yet")


def moment(help_text: str, **options: Any) -> Field:
    return serializers.DateTimeField(help_text=f"{help_text}; ISO 8601 in UTC, with milliseconds and Z", **options)


class Started(serializers.Serializer):
    """A job that was started."""

    jobId = serializers.UUIDField()
    status = job_status()
    estimatedCompletion = moment("when it will be done, about")
    estimatedMinutes = serializers.FloatField(min_value=0, help_text="minutes from when it is due until it is done")
    queuePosition = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=1000, help_text="1 is next; null for a job that does not wait"
    )
    pollingUrl = serializers.URLField(help_text="its status; holds a read token, so it needs no session")
    eventsUrl = serializers.URLField(help_text="its events; holds a read token, so it needs no session")
    message = serializers.CharField(help_text="one sentence for people")
    callbackSecret = serializers.CharField(
        required=False, help_text="with a callbackUrl: the key `whsec_…` that its messages are signed with"
    )


class JobState(serializers.Serializer):
    """How a job goes."""

    jobId = serializers.UUIDField()
    jobType = serializers.CharField(help_text="the name of its type")
    title = serializers.CharField(allow_blank=True, help_text="what its owner calls it; at most 100 characters")
    status = job_status()
    progress = serializers.IntegerField(min_value=0, max_value=100, help_text="percent; it never goes back")
    currentStep = serializers.CharField(allow_blank=True, help_text="what it is busy with; at most 200 characters")
    createdAt = moment("when it was started by the client")
    updatedAt = moment("when it last changed")
    estimatedTimeRemaining = serializers.CharField(
        allow_null=True, help_text="in words, such as `2 minutes`; null unless it is processing"
    )
    canCancel = serializers.BooleanField(help_text="it has not ended")
    canRetry = serializers.BooleanField(help_text="it has failed or was cancelled")
    queuePosition = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=1000,
        help_text="of a pending job, in its status: 1 is next",
    )
    runAt = moment("it waits for this moment", required=False)
    startedAt = moment("when its latest attempt began", required=False)
    completedAt = moment("when it ended", required=False)
    result = serializers.DictField(required=False, help_text="of a completed job")
    message = serializers.CharField(required=False, help_text="of a completed job: one sentence for people")
    error = serializers.CharField(required=False, help_text="of a failed job: one sentence for people")
    code = serializers.ChoiceField(FAILURES, required=False, help_text="of a failed job: why, for programs")
    retryCount = serializers.IntegerField(
        required=False, min_value=0, help_text="of a failed or repeated job: how often it was repeated by itself"
    )
    maxRetries = serializers.IntegerField(required=False, min_value=0, help_text="how often it may be")


class Outcome(serializers.Serializer):
    """What was done to a job."""

    success = raw({"type": "boolean", "const": True})()
    message = serializers.CharField(help_text="one sentence for people")
    jobId = serializers.UUIDField()
    jobType = serializers.CharField(help_text="the name of its type")
    status = job_status()


class RetryOutcome(Outcome):
    """A job that runs again."""

    pollingUrl = serializers.URLField(help_text="its status; holds a read token, so it needs no session")


JOB = {"$ref": "#/components/schemas/Job"}
_COUNTS = {
    "type": "object",
    "description": "how many of the caller's jobs have each status, whatever the filters",
    "properties": {status: {"type": "integer", "minimum": 0} for status in Status.values},
    "required": list(Status.values),
}


class JobsPage(serializers.Serializer):
    """The caller's jobs, newest first."""

    jobs = raw({"type": "array", "items": JOB})()
    counts = raw(_COUNTS)()
    next = serializers.URLField(allow_null=True, help_text="the next page, or null")


class Account(serializers.Serializer):
    """Who is signed in, and what they may still start."""

    id = serializers.UUIDField()
    phone = serializers.CharField(allow_null=True, help_text="as +966512345678")
    email = serializers.EmailField(allow_null=True)
    subscriptionInfo = raw({"$ref": f"#/components/schemas/{SUBSCRIPTION}"})()
    usageResetsAt = moment("when the next month begins, with nothing used")
    planExpiresAt = moment("from then on the plan is the free one; null is never", allow_null=True)
    budgetReached = serializers.BooleanField(help_text="nothing more can be made today")
    budgetResetsAt = moment("when the next day begins")


class ProgressEvent(serializers.Serializer):
    """The data of an event `progress`."""

    jobId = serializers.UUIDField()
    status = job_status()
    progress = serializers.IntegerField(min_value=0, max_value=100, help_text="percent")
    currentStep = serializers.CharField(allow_blank=True)
    at = moment("when it happened")
