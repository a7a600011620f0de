"""What staff does to jobs, one or many: through the engine's verbs, each on record, counted with the reasons why not.

One job after the other, each in a transaction of its own: what is done stays done, whatever comes after it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.admin.models import CHANGE, DELETION
from django.db import transaction
from django.utils import timezone

from jobs import engine
from jobs.admin.words import many
from jobs.engine import IllegalMove, actor_of
from jobs.errors import JobError
from jobs.models import DELETE, OPERATE, Job
from jobs.states import Status
from jobs.sweep import rescue
from users.audit import on_record
from users.models import User

MOST = 500
"""Jobs in one action: more would take a request longer than anybody waits for its answer."""

_BECAUSE = {
    "JOB_NOT_FOUND": "they are gone",
    "TOO_MANY_JOBS": "their owners have as many unfinished jobs as one may have",
    "QUOTA_EXCEEDED": "their owners' plans have nothing left for this month",
    "BUDGET_REACHED": "a budget of the day is used up",
}


@dataclass(frozen=True)
class Operation:
    """`done` completes "7 …"; `asks` is when it is asked whether one means it: from so many jobs on."""

    name: str
    words: str
    icon: str
    done: str
    verb: Callable[..., object]
    fits: Callable[[Job], bool]
    permission: str = OPERATE
    asks_from: int = MOST + 1


def _delete(job_id: UUID, *, actor: str) -> None:
    if not engine.delete(job_id):
        raise IllegalMove("It has not ended")


def _take_back(job_id: UUID, *, actor: str) -> None:
    if not rescue(actor, only=job_id):
        raise IllegalMove("Its worker lives")


def _is_lost(job: Job) -> bool:
    """A cluster takes it back within seconds; where none is left, somebody has to."""
    return job.lease_expires_at is not None and job.lease_expires_at < timezone.now()


def _waits(job: Job) -> bool:
    return job.status == Status.PENDING


_ALL = (
    Operation("cancel", "Cancel", "block", "cancelled", engine.cancel, lambda job: job.can_cancel, asks_from=2),
    Operation("retry", "Retry", "replay", "retried", engine.retry, lambda job: job.can_retry),
    Operation("run_now", "Run now", "bolt", "told to run now", engine.run_now, _waits),
    Operation("raise_priority", "Raise priority", "stat_2", "raised", engine.raise_priority, _waits),
    Operation("take_back", "Take back", "undo", "taken back", _take_back, _is_lost),
    Operation("delete", "Delete", "delete", "deleted", _delete, lambda job: job.is_finished, DELETE, asks_from=1),
)
OPERATIONS = {operation.name: operation for operation in _ALL}


@dataclass
class Outcome:
    """How many an operation was done to, and how many it was not, by the reason."""

    operation: Operation
    done: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    left: bool = False
    """There were more than MOST."""

    def __str__(self) -> str:
        told = [f"{self.done:,} {self.operation.done}"]
        told += [f"{number:,} skipped because {why}" for why, number in self.skipped.most_common()]
        rest = f" Only the first {MOST} were taken: repeat it for the others." if self.left else ""
        return f"{', '.join(told)}.{rest}"


def offered(job: Job, viewer: User) -> list[Operation]:
    """What may be done to this job now, by this member of the staff."""
    return [one for one in OPERATIONS.values() if one.fits(job) and viewer.has_perm(one.permission)]


def carry_out(operation: Operation, ids: Sequence[UUID], staff: User) -> Outcome:
    """Do it to at most MOST of these jobs."""
    outcome = Outcome(operation, left=len(ids) > MOST)
    names = dict(Job.objects.filter(id__in=ids[:MOST]).values_list("id", "type"))
    for job_id in ids[:MOST]:
        try:
            _carry_out(operation, Job(id=job_id, type=names.get(job_id, "job")), staff)
            outcome.done += 1
        except JobError as error:
            outcome.skipped[_because(error, operation, job_id)] += 1
    return outcome


def _carry_out(operation: Operation, job: Job, staff: User) -> None:
    with transaction.atomic():
        operation.verb(job.id, actor=actor_of(staff))
        on_record(staff, job, f"{operation.words}.", DELETION if operation.permission == DELETE else CHANGE)


def _because(error: JobError, operation: Operation, job_id: UUID) -> str:
    if not isinstance(error, IllegalMove):
        return _BECAUSE.get(error.code, error.message)
    job = Job.objects.defer("input_data", "result_data").filter(id=job_id).first()
    if job is None:
        return _BECAUSE["JOB_NOT_FOUND"]
    return error.message.replace("This job is", "they are") if operation.fits(job) else f"they are {job.status}"


def summary(ids: Sequence[UUID]) -> str:
    """ "3 pending, 1 processing" """
    counts = Counter(Job.objects.filter(id__in=ids[:MOST]).values_list("status", flat=True))
    return ", ".join(f"{number:,} {status}" for status, number in sorted(counts.items())) or many(0, "job")
