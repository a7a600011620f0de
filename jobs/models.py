"""The tables behind the engine: the job itself, its finished steps, its history.

A job's status changes only through `jobs.moves.move`; the constraints here make the states that no move produces
unstorable.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from jobs.states import ACTIVE, FINISHED, MOVES, Status
from users.ownership import OwnedQuerySet

OPERATE, DELETE = "jobs.operate_job", "jobs.delete_job"
"""Rights of staff: to cancel, retry and hurry jobs of families; to delete them."""


class JobQuerySet(OwnedQuerySet):
    def active(self) -> "JobQuerySet":
        return self.filter(status__in=ACTIVE)

    def finished_before(self, moment) -> "JobQuerySet":
        return self.filter(status__in=FINISHED, completed_at__lt=moment)


class Job(models.Model):
    """One request for paid, slow work. Times are the database's; `progress` is percent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=40)
    title = models.CharField(max_length=100, blank=True, help_text="what its owner calls it")
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    progress = models.PositiveSmallIntegerField(default=0)
    current_step = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs", db_index=False
    )
    priority = models.SmallIntegerField(default=0, help_text="higher is sooner")
    run_at = models.DateTimeField(default=timezone.now, help_text="not before this moment")
    on_demand = models.BooleanField(
        default=False,
        db_default=False,
        help_text="told to run now: before others, also while automatic processing is off",
    )
    attempt = models.PositiveIntegerField(default=0, help_text="raised by each claim: the fence of a worker's writes")
    worker = models.CharField(max_length=80, blank=True)
    lease_expires_at = models.DateTimeField(
        null=True, blank=True, help_text="without a heartbeat until then, its worker is dead"
    )
    cancel_requested = models.BooleanField(default=False)
    retry_count = models.PositiveSmallIntegerField(default=0)
    max_retries = models.PositiveSmallIntegerField(default=3)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    input_data = models.JSONField()
    result_data = models.JSONField(null=True, blank=True)
    callback_url = models.CharField(max_length=2000, blank=True, help_text="told when the job has ended")
    guest = models.UUIDField(null=True, blank=True, editable=False, help_text="keyed hash of a guest's address")
    idempotency_key = models.CharField(
        max_length=64, blank=True, help_text="hash of its sender and the Idempotency-Key"
    )
    request_hash = models.CharField(max_length=64, blank=True, help_text="of the body that came with the key")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, help_text="when the latest attempt began")
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "background_jobs"
        permissions = [("operate_job", "Can cancel, retry and hurry jobs")]
        constraints = [
            models.CheckConstraint(name="job_type_named", condition=~Q(type="")),
            models.CheckConstraint(name="job_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(name="job_progress_is_percent", condition=Q(progress__gte=0, progress__lte=100)),
            models.CheckConstraint(name="job_retries_within_limit", condition=Q(retry_count__lte=F("max_retries"))),
            models.CheckConstraint(
                name="job_leased_while_processing",
                condition=Q(
                    status="processing", lease_expires_at__isnull=False, started_at__isnull=False, attempt__gt=0
                )
                | (~Q(status="processing") & Q(lease_expires_at__isnull=True, worker="")),
            ),
            models.CheckConstraint(
                name="job_finished_has_time",
                condition=Q(status__in=FINISHED, completed_at__isnull=False)
                | (Q(status__in=ACTIVE) & Q(completed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="job_completed_has_result",
                condition=Q(status="completed", result_data__isnull=False, progress=100, error_code="")
                | (~Q(status="completed") & Q(result_data__isnull=True)),
            ),
            models.CheckConstraint(name="job_failed_has_code", condition=~Q(status="failed") | ~Q(error_code="")),
            models.UniqueConstraint(
                name="job_idempotency_key_once", fields=["idempotency_key"], condition=~Q(idempotency_key="")
            ),
            models.CheckConstraint(
                name="job_cancel_asked_in_time",
                condition=Q(cancel_requested=False) | Q(status__in=["processing", "cancelled"]),
            ),
            models.CheckConstraint(
                name="job_on_demand_until_its_end", condition=Q(on_demand=False) | Q(status__in=ACTIVE)
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "created_at"], name="idx_background_jobs_processing", condition=Q(status__in=ACTIVE)
            ),
            models.Index(fields=["user", "status", "created_at"], name="idx_background_jobs_user_status"),
            models.Index(
                fields=["status", "completed_at"], name="idx_background_jobs_cleanup", condition=Q(status__in=FINISHED)
            ),
            models.Index(fields=["user", "-created_at"], name="idx_jobs_user_recent"),
            models.Index(
                fields=["-priority", "run_at", "id"], name="idx_jobs_due_by_priority", condition=Q(status="pending")
            ),
            models.Index(fields=["run_at", "id"], name="idx_jobs_due_by_age", condition=Q(status="pending")),
            models.Index(
                fields=["-priority", "run_at", "id"],
                name="idx_jobs_on_demand",
                condition=Q(status="pending", on_demand=True),
            ),
            models.Index(
                fields=["type", "-completed_at"], name="idx_jobs_completed_by_type", condition=Q(status="completed")
            ),
            models.Index(  # all that is measured of a day: the table itself need not be read for it
                fields=["completed_at"],
                include=["type", "status", "error_code", "started_at", "run_at", "retry_count"],
                name="idx_jobs_ended",
                condition=Q(completed_at__isnull=False),
            ),
            models.Index(fields=["-created_at", "-id"], name="idx_jobs_recent"),
            models.Index(fields=["status", "-created_at", "-id"], name="idx_jobs_recent_by_status"),
            models.Index(fields=["type", "-created_at", "-id"], name="idx_jobs_recent_by_type"),
            models.Index(
                fields=["error_code", "-created_at", "-id"],
                name="idx_jobs_recent_by_error",
                condition=~Q(error_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    @property
    def can_cancel(self) -> bool:
        return Status.CANCELLED in MOVES[Status(self.status)] and not (self.cancel_requested or self.is_delivered)

    @property
    def is_delivered(self) -> bool:
        """What it is for is stored; only its end is not written down yet."""
        return self.status == Status.PROCESSING and self.progress == 100

    @property
    def can_retry(self) -> bool:
        return self.is_finished and Status.PENDING in MOVES[Status(self.status)]


class JobStep(models.Model):
    """One named step of a job as one attempt lived it. A later attempt continues from a finished step's `output`."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=80)
    attempt = models.PositiveIntegerField()
    done = models.BooleanField()
    output = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="for operators: why it failed, with the traceback")
    charges = models.JSONField(default=list, blank=True, help_text="each paid call: provider, model, tokens, price")
    cost_usd = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()

    class Meta:
        db_table = "job_steps"
        constraints = [
            models.UniqueConstraint(fields=["job", "name"], condition=Q(done=True), name="job_step_done_once"),
            models.CheckConstraint(name="job_step_done_or_error", condition=Q(done=True, error="") | Q(done=False)),
            models.CheckConstraint(name="job_step_ends_after_start", condition=Q(finished_at__gte=F("started_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.attempt})"

    @property
    def duration(self) -> timedelta:
        return self.finished_at - self.started_at


class JobHistory(models.Model):
    """What happened to a job, in order: each change of its status and each report of progress, written in the
    statement that made it. `id` is what clients of the event stream resume from.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="history", db_index=False)
    at = models.DateTimeField(db_default=Now())
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10, choices=Status)
    attempt = models.PositiveIntegerField()
    actor = models.CharField(max_length=80, blank=True, help_text="a worker, a user's id, or what made the change")
    reason = models.CharField(
        max_length=40, blank=True, help_text="a stable word: claimed, progress, JOB_TIMEOUT, WORKER_LOST, ..."
    )
    progress = models.PositiveSmallIntegerField(db_default=0)
    step = models.CharField(max_length=200, db_default="", blank=True)

    class Meta:
        db_table = "job_history"
        verbose_name_plural = "job history"
        indexes = [models.Index(fields=["job", "id"], name="idx_job_history_in_order")]

    def __str__(self) -> str:
        return f"{self.from_status or 'new'} to {self.to_status}"


class CallbackDelivery(models.Model):
    """A message to the address that a client gave: its job has ended. Written in the statement that ended the job.

    Or one to a webhook of the operator's, written ready made in the transaction of what it tells. `id` is the message's
    webhook-id: the same for each try, so that a receiver can tell a repeat.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        DELIVERED = "delivered"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, null=True, blank=True, related_name="callbacks")
    url = models.CharField(max_length=2000)
    job_status = models.CharField(max_length=10, choices=Status, blank=True, help_text="how the job ended")
    webhook = models.CharField(max_length=20, blank=True, db_default="", help_text="a name in settings.WEBHOOKS")
    message = models.JSONField(null=True, blank=True, help_text="of a webhook")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, help_text="not before this moment")
    last_answer = models.CharField(max_length=80, blank=True, help_text="HTTP status or trouble of the latest try")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "callback_deliveries"
        verbose_name = "callback"
        constraints = [
            models.CheckConstraint(
                name="callback_of_a_job_or_a_webhook",
                condition=Q(job__isnull=False, webhook="", message__isnull=True)
                | Q(job__isnull=True, message__isnull=False) & ~Q(webhook=""),
            ),
            models.CheckConstraint(
                name="callback_delivered_has_time",
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="idx_callbacks_due", condition=Q(state="pending")),
            models.Index(fields=["created_at"], name="idx_callbacks_failed", condition=Q(state="failed")),
            models.Index(fields=["-created_at", "-id"], name="idx_callbacks_recent"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class QuotaUse(models.Model):
    """A job that counts, or counted until it failed or was cancelled, for its submitter's month. `jobs.moves` alone
    writes here. It points at no job and no user, so that it stays when they are deleted.
    """

    job_id = models.UUIDField(primary_key=True, editable=False)
    submitter = models.UUIDField(editable=False, help_text="a user's id, or the keyed hash of a guest's address")
    month = models.DateField(help_text="its first day, UTC: when the job was started, or last retried by hand")
    given_back = models.BooleanField()

    class Meta:
        db_table = "quota_uses"
        indexes = [models.Index(fields=["submitter", "month"], name="idx_quota_uses", condition=Q(given_back=False))]

    def __str__(self) -> str:
        return str(self.job_id)


class DailySpending(models.Model):
    """What was paid on one day (UTC) for one submitter. `jobs.steps` alone writes here, as it stores what a step cost.

    It stays when the jobs are deleted.
    """

    day = models.DateField()
    submitter = models.UUIDField(help_text="a user's id, or the keyed hash of a guest's address; zero: unknown")
    usd = models.DecimalField(max_digits=14, decimal_places=6)

    class Meta:
        db_table = "daily_spending"
        verbose_name_plural = "daily spending"
        constraints = [models.UniqueConstraint(fields=["day", "submitter"], name="daily_spending_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class Tally(models.Model):
    """How many jobs of a type have ever ended so, and how long they ran and had waited. `jobs.moves` alone adds to it,
    in the statement that ends a job; it stays when jobs are deleted.

    `slot` spreads the writers: ends at the same moment do not wait for one row. Readers add the slots up.
    """

    type = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status)
    error_code = models.CharField(max_length=40, blank=True)
    slot = models.PositiveSmallIntegerField()
    count = models.BigIntegerField()
    run_seconds = models.FloatField(help_text="of their latest attempts")
    wait_seconds = models.FloatField(help_text="from the moment they were due to the start of those")
    buckets = ArrayField(models.BigIntegerField(), help_text="run times, counted up to each of jobs.tallies.BUCKETS")

    class Meta:
        db_table = "job_tallies"
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["type", "status", "error_code", "slot"], name="job_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.status} {self.error_code}".rstrip()


class Cluster(models.Model):
    """A process that works jobs off, as long as it lives. `jobs.fleet` alone writes here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.CharField(max_length=60)
    pid = models.PositiveIntegerField()
    workers = models.PositiveSmallIntegerField(help_text="how many jobs it can run at once")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="it said that it lives; by the database's clock")

    class Meta:
        db_table = "job_clusters"

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Latency(models.Model):
    """How often calls of one kind were made, how long they took together, and how many fell into each of the buckets of
    `jobs.latencies`, which alone writes here. Not worth a disk: the table is unlogged, and empty after a crash.
    """

    family = models.CharField(max_length=10, help_text="http or provider")
    what = models.CharField(max_length=120, help_text="the route, or the kind of call")
    by = models.CharField(max_length=40, help_text="the method, or the provider")
    outcome = models.CharField(max_length=40, help_text="the status class, ok, or a code")
    seconds = models.FloatField()
    counts = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "latencies"
        verbose_name_plural = "latencies"
        constraints = [models.UniqueConstraint(fields=["family", "what", "by", "outcome"], name="latency_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.by} {self.outcome}"


class HealthState(models.Model):
    """How the queue was at the latest look, and what operators were told last. One row; `jobs.alerts` alone writes it.

    One transaction moves it and stores the messages: so a change is told once, whoever looked.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    looked_at = models.DateTimeField()
    seen = models.CharField(max_length=10)
    told = models.CharField(max_length=10)
    told_at = models.DateTimeField()

    class Meta:
        db_table = "health_state"
        constraints = [models.CheckConstraint(name="health_state_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.seen
