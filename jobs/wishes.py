"""What a client may ask of any job beside its input: when, how urgently, whom to tell, and never to start it twice."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices


class Priority(TextChoices):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


BOOST = {Priority.LOW: -5, Priority.NORMAL: 0, Priority.HIGH: 5, Priority.URGENT: 10}
"""Added to the priority of the job's type, which is 1 to 3."""
FOR_EVERYBODY = frozenset({Priority.LOW, Priority.NORMAL})


def level_of(priority: int, of_the_type: int) -> Priority:
    """The word for a stored priority: the highest level that it reaches."""
    return max(
        (level for level in BOOST if of_the_type + BOOST[level] <= priority), key=BOOST.get, default=Priority.LOW
    )


@dataclass(frozen=True)
class Idempotency:
    """Hashes of who sent which Idempotency-Key, and of the request that came with it."""

    key: str
    request: str


@dataclass(frozen=True)
class Wishes:
    run_at: datetime | None = None
    priority: Priority = Priority.NORMAL
    callback_url: str = ""
    idempotency: Idempotency | None = None


def may_use(user, priority: Priority) -> bool:
    """Staff may put a job before those of others."""
    return priority in FOR_EVERYBODY or bool(user and user.is_staff)
