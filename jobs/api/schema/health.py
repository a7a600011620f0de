"""The shapes of the queue's health. Times are milliseconds; what has ended is of the last 24 hours."""

from typing import Any

from rest_framework import serializers

from jobs.api.schema.shapes import moment, raw
from jobs.health import MESSAGES

STAFF = "only for staff and with the secret"
COUNT = {"type": "integer", "minimum": 0}
PERCENT = {"type": "number", "minimum": 0, "maximum": 100}
MILLISECONDS = {"type": "integer", "minimum": 0}
BOOLEAN = {"type": "boolean"}
MOMENT = {"type": "string", "format": "date-time"}
TEXTS = {"type": "array", "items": {"type": "string"}}
STATUS = {"type": "string", "enum": list(MESSAGES)}


def _object(optional: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


SYSTEM_STATUS = _object(
    ("clusters", "workers", "openBreakers"),
    monitor=BOOLEAN | {"description": "the queue could be measured"},
    manager=BOOLEAN | {"description": "a cluster is alive"},
    config=BOOLEAN,
    timestamp=MOMENT,
    clusters=COUNT,
    workers=COUNT,
    openBreakers=TEXTS | {"description": "providers that are left alone for now"},
)
CONFIG_SUMMARY = _object(
    environment={"type": "string"},
    autoProcessing=BOOLEAN,
    processingInterval=MILLISECONDS,
    maxConcurrentJobs=COUNT,
    jobTimeout=MILLISECONDS,
    maxRetries=COUNT,
    features=_object(
        priorityProcessing=BOOLEAN, jobCancellation=BOOLEAN, metricsCollection=BOOLEAN, healthChecks=BOOLEAN
    ),
)
STATISTICS = _object(
    jobs=_object(
        ("oldestPendingJob",),
        totalJobs=COUNT,
        pendingJobs=COUNT,
        processingJobs=COUNT,
        completedJobs=COUNT,
        failedJobs=COUNT,
        cancelledJobs=COUNT,
        averageProcessingTime=MILLISECONDS,
        successRate=PERCENT,
        queueDepth=COUNT,
        oldestPendingJob=MOMENT | {"description": "when the job that waits for longest came due"},
    ),
    byType={
        "type": "object",
        "additionalProperties": _object(
            total=COUNT,
            completed=COUNT,
            failed=COUNT,
            cancelled=COUNT,
            averageTime=MILLISECONDS,
            p50Time=MILLISECONDS,
            p95Time=MILLISECONDS,
            successRate=PERCENT,
        ),
    },
    performance=_object(
        jobsPerHour=COUNT | {"description": "completed in the last hour"},
        jobsPerDay=COUNT | {"description": "completed in the last 24 hours"},
        p50ProcessingTime=MILLISECONDS,
        p95ProcessingTime=MILLISECONDS,
        peakProcessingTime=MILLISECONDS,
        p95WaitTime=MILLISECONDS,
        resourceUtilization=PERCENT | {"description": "how much of the capacity is busy"},
        errorFrequency=PERCENT | {"description": "failed, of the started"},
        retryRate=PERCENT | {"description": "repeated, of the ended"},
    ),
)
HEALTH = _object(status=STATUS, alerts=TEXTS, recommendations=TEXTS, stuckJobsCount=COUNT)
OPERATIONAL = _object(
    autoProcessingEnabled=BOOLEAN,
    metricsCollectionEnabled=BOOLEAN,
    processingInterval=MILLISECONDS,
    maxConcurrentJobs=COUNT,
)


class HealthMetrics(serializers.Serializer):
    queueDepth = serializers.IntegerField(min_value=0, help_text="jobs that have not ended")
    processingCapacity = serializers.IntegerField(min_value=1, help_text="jobs that may run at once, over all clusters")
    successRate = serializers.FloatField(
        min_value=0, max_value=100, help_text="percent of the jobs that ended in the last 24 hours; 100 without any"
    )
    averageProcessingTime = serializers.IntegerField(required=False, min_value=0, help_text=f"milliseconds; {STAFF}")
    jobsPerHour = serializers.IntegerField(required=False, min_value=0, help_text=f"completed; {STAFF}")
    errorRate = serializers.FloatField(required=False, min_value=0, max_value=100, help_text=f"percent; {STAFF}")


class Health(serializers.Serializer):
    """Whether the queue is well."""

    status = serializers.ChoiceField(list(MESSAGES))
    message = serializers.CharField(help_text="one sentence for people")
    timestamp = moment("when it was measured")
    metrics = HealthMetrics()
    systemStatus = raw(SYSTEM_STATUS)(required=False, help_text=STAFF)
    configSummary = raw(CONFIG_SUMMARY)(required=False, help_text=STAFF)
    statistics = raw(STATISTICS)(required=False, help_text=STAFF)
    health = raw(HEALTH)(required=False, help_text=STAFF)
    operational = raw(OPERATIONAL)(required=False, help_text=STAFF)


class Outage(serializers.Serializer):
    """Nobody knows how the queue is."""

    status = raw({"type": "string", "const": "critical"})()
    message = serializers.CharField(help_text="one sentence for people")
    timestamp = moment("now")
    systemStatus = raw(SYSTEM_STATUS)(required=False)
    recommendations = raw(TEXTS)()
    error = serializers.CharField()
    code = serializers.CharField()
    requestId = serializers.CharField()
