"""The operations that have jobs processed, as their views do them, and the shapes of their answers."""

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from jobs.api.schema.headers import PREFER
from jobs.api.schema.refusals import refusals
from jobs.api.schema.shapes import moment
from jobs.processing import RUNNING_SHOWN, Outcome
from users.api.schema.describing import USER, Answer, Content, Operation, json_answer
from users.api.schema.errors import BODY, CHANGES
from users.api.schema.headers import NUMBER, parameter

TAG = "Processing"
STAFF_OR_SECRET = (*USER, {"webhookSecret": []})
UNAUTHORIZED = {"UNAUTHORIZED_WEBHOOK": (401, "Unauthorized webhook request")}
REFUSED = {
    "AUTO_PROCESSING_DISABLED": (400, "Automatic processing is disabled"),
    "NO_CLUSTER": (503, "No cluster is running, so nobody would process these jobs."),
}
STAFF_ERRORS = ("AUTHENTICATION_REQUIRED", "PERMISSION_DENIED", "NOT_ACCEPTABLE")
TEXT = {"type": "string"}
SIGNED = (
    parameter("webhook-id", "header", "Of a signed message: each is good once.", TEXT),
    parameter("webhook-timestamp", "header", "Of one: seconds since 1970, 5 minutes at most away.", NUMBER),
    parameter("webhook-signature", "header", "`v1,` and the signature in base64, instead of a secret.", TEXT),
)


def count(help_text: str, **options: Any) -> serializers.Field:
    return serializers.IntegerField(min_value=0, help_text=help_text, **options)


def percent(help_text: str) -> serializers.Field:
    return serializers.FloatField(min_value=0, max_value=100, allow_null=True, help_text=help_text)


class QueueTotals(serializers.Serializer):
    """Unfinished jobs as they are, finished ones since the beginning, also those that have been deleted."""

    total = count("all of them")
    pending = count("jobs that wait")
    processing = count("jobs that run")
    completed = count("jobs that ended well")
    failed = count("jobs that ended badly")
    cancelled = count("jobs that somebody cancelled")


class Processor(serializers.Serializer):
    """What runs."""

    isProcessing = serializers.BooleanField()
    currentlyProcessing = count("jobs that run, over all clusters")
    maxConcurrentJobs = count("jobs that may run at once, over all clusters")
    activeJobs = serializers.ListField(
        child=serializers.UUIDField(), max_length=RUNNING_SHOWN, help_text=f"the longest first; at most {RUNNING_SHOWN}"
    )


class Worker(serializers.Serializer):
    """Who runs jobs."""

    isRunning = serializers.BooleanField(help_text="a cluster is alive")
    healthy = serializers.BooleanField(help_text="and no job is stuck")
    workers = count("worker processes of all clusters")


class WorkerStatus(Worker):
    processingInterval = count("milliseconds between two looks at the queue when no notification arrives")
    maxRunTime = count("milliseconds that no attempt of any job exceeds")
    processorStats = Processor()


class ProcessingConfiguration(serializers.Serializer):
    """The settings in force."""

    autoProcessing = serializers.BooleanField()
    processingInterval = count("milliseconds")
    maxConcurrentJobs = count("over all clusters")
    maxJobsPerUser = count("unfinished ones")
    jobTimeout = count("milliseconds")


class AppliedConfiguration(ProcessingConfiguration):
    maxJobs = count("how many were to be processed at most, after the caller's own limit")


class ProcessingFeatures(serializers.Serializer):
    autoProcessing = serializers.BooleanField()
    priorityProcessing = serializers.BooleanField()
    metricsCollection = serializers.BooleanField()
    healthChecks = serializers.BooleanField()


class QueueStatus(serializers.Serializer):
    queue = QueueTotals()
    processor = Processor()
    worker = Worker()


class JobOutcome(serializers.Serializer):
    """What became of one of the chosen jobs by the time of the answer."""

    jobId = serializers.UUIDField()
    jobType = serializers.CharField()
    outcome = serializers.ChoiceField(
        Outcome.choices,
        help_text="`running` and `retrying` go on by themselves; `skipped` has not begun, and runs when there is room",
    )
    error = serializers.CharField(required=False, help_text="one sentence for people, of `error` and `retrying`")
    code = serializers.CharField(required=False, help_text="why, for programs")


class ProcessingPerformance(serializers.Serializer):
    processingTime = count("milliseconds that the jobs were waited for")
    processingRate = serializers.FloatField(min_value=0, help_text="processed jobs a second")
    errorRate = percent("of the jobs that ended well or badly; null without any")
    efficiency = percent("processed ones of those and the skipped ones; null without any")


class SpecificJob(serializers.Serializer):
    jobId = serializers.UUIDField()
    success = serializers.BooleanField(help_text="it has completed by now")


class CleanedUp(serializers.Serializer):
    cleaned = count("finished jobs that were deleted")
    olderThanDays = serializers.IntegerField(min_value=1)


class ProcessReport(serializers.Serializer):
    """What has been processed."""

    timestamp = moment("when this was written")
    processed = count("chosen jobs that have completed")
    errors = count("chosen jobs that have failed")
    skipped = count("chosen jobs that have not begun")
    running = count("chosen jobs that still run")
    details = serializers.ListField(child=JobOutcome(), help_text="each chosen job, in the order of the queue")
    configuration = AppliedConfiguration()
    specificJob = SpecificJob(required=False)
    filteredTypes = serializers.ListField(child=serializers.CharField(), required=False)
    cleanup = CleanedUp(required=False)
    queueStatus = QueueStatus()
    statistics = QueueTotals()
    performance = ProcessingPerformance()
    recommendations = serializers.ListField(child=serializers.CharField(), help_text="sentences for people")


class HealthDetails(serializers.Serializer):
    queueDepth = count("jobs that have not ended")
    processingCapacity = count("jobs that may run at once, over all clusters")
    successRate = serializers.FloatField(min_value=0, max_value=100)


class HealthCheck(serializers.Serializer):
    healthy = serializers.BooleanField()
    message = serializers.CharField()
    details = HealthDetails()


class CronReport(ProcessReport):
    """What has been processed, for a cron service."""

    provider = serializers.CharField(help_text="whose secret was shown")
    emergencyMode = serializers.BooleanField()
    healthCheck = HealthCheck(required=False)


class ProcessingStatus(serializers.Serializer):
    """Who runs jobs, and what there is to run."""

    timestamp = moment("when it was measured")
    healthy = serializers.BooleanField(help_text="a cluster is alive and the system is not critical")
    worker = WorkerStatus()
    queue = QueueTotals()
    statistics = QueueTotals()
    configuration = ProcessingConfiguration()
    features = ProcessingFeatures()


def status(view: APIView) -> Operation:
    return Operation(
        id="getProcessingStatus",
        summary="Who runs jobs, and what waits",
        description="For staff, and for whoever shows `WEBHOOK_SECRET`.",
        tag=TAG,
        answers={200: json_answer("As it is.", ProcessingStatus)},
        errors=STAFF_ERRORS,
        own_errors=UNAUTHORIZED,
        security=STAFF_OR_SECRET,
    )


def process(view: APIView) -> Operation:
    return Operation(
        id="processJobs",
        summary="Have jobs processed now",
        description="Tells the clusters to run the best due jobs, waits for their ends (25 seconds, or less with "
        "`Prefer: wait=N`) and reports on each. For staff, and for whoever shows `WEBHOOK_SECRET`.",
        tag=TAG,
        answers={200: _report(ProcessReport)},
        errors=(*STAFF_ERRORS, *BODY, *CHANGES),
        own_errors=UNAUTHORIZED | REFUSED | refusals("JOB_NOT_FOUND", "ILLEGAL_MOVE"),
        parameters=(PREFER,),
        body=_body(view, "five", {"maxJobs": 5, "forceProcessing": True}),
        body_is_optional=True,
        security=STAFF_OR_SECRET,
    )


CRON_REFUSED = (
    UNAUTHORIZED
    | REFUSED
    | {
        "MESSAGE_REPEATED": (409, "This message was received before."),
        "SYSTEM_UNHEALTHY": (503, "System health check failed"),
    }
)


def cron(view: APIView) -> Operation:
    return Operation(
        id="cronProcessJobs",
        summary="Have jobs processed regularly",
        description="For cron services: each shows its own secret in its own header, or signs the request with "
        "`WEBHOOK_SECRET` after the Standard Webhooks specification. 10 calls a minute each.",
        tag=TAG,
        answers={200: _report(CronReport)},
        errors=(*BODY, "NOT_ACCEPTABLE"),
        own_errors=CRON_REFUSED,
        parameters=(PREFER, *SIGNED),
        body=_body(view, "regularly", {"maxJobs": 10}),
        body_is_optional=True,
        security=({"webhookSecret": []}, {"githubSecret": []}, {"vercelSecret": []}, {}),
    )


def vercel_cron(view: APIView) -> Operation:
    return Operation(
        id="vercelCronProcessJobs",
        summary="The same for Vercel's own cron",
        description="Vercel sends nothing but GET, with its project's `CRON_SECRET` as a bearer token: let that be "
        "`VERCEL_WEBHOOK_SECRET`. Everything else has its default.",
        tag=TAG,
        answers={200: _report(CronReport)},
        errors=("NOT_ACCEPTABLE",),
        own_errors=CRON_REFUSED,
        parameters=(PREFER,),
        security=({"vercelBearer": []},),
    )


def _report(shape: Any) -> Answer:
    return json_answer("What became of the chosen jobs.", shape)


def _body(view: APIView, name: str, example: dict[str, Any]) -> dict[str, Content]:
    return {"application/json": Content(view.input_serializer, {name: example})}
