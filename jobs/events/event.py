"""One event of a job: a row of its history, and the notification that carries the same."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jobs.models import JobHistory
from jobs.states import FINISHED

CHANNEL = "storyjobs_events"
PAGE = 500
"""How many events are read from the table at once."""


@dataclass(frozen=True, slots=True)
class Event:
    """`id` grows with each event of a job; `at` is the database's time."""

    job_id: UUID
    id: int
    status: str
    progress: int
    step: str
    at: datetime

    @property
    def is_end(self) -> bool:
        return self.status in FINISHED

    @classmethod
    def heard(cls, payload: str) -> "Event":
        """The event of a notification; as `jobs.moves.NOTED` builds it."""
        told = json.loads(payload)
        at = datetime.fromisoformat(told["at"])
        return cls(UUID(told["job"]), told["id"], told["status"], told["progress"], told["step"], at)


def events_after(job_id: UUID, last: int) -> list[Event]:
    """What happened to the job after the event `last`, in order; at most PAGE events."""
    rows = JobHistory.objects.filter(job_id=job_id, id__gt=last).order_by("id")
    return [Event(*row) for row in rows.values_list("job_id", "id", "to_status", "progress", "step", "at")[:PAGE]]


def latest_event_id(job_id: UUID) -> int:
    """The id of the job's latest event, 0 when there is none."""
    ids = JobHistory.objects.filter(job_id=job_id).order_by("-id").values_list("id", flat=True)
    return ids.first() or 0
