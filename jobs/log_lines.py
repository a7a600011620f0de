"""What the log says of jobs: one line for each thing that has happened to one. Its event and its words stay as they
are: operators' scripts look for them (docs/monitoring.md).
"""

import logging
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from jobs.job_type import job_types
from jobs.states import Status
from users.log_context import tell

log = logging.getLogger("jobs")

_SENTENCES = {  # event: (level, sentence)
    "job.created": (logging.INFO, "✅ Created %(label)s job: %(id)s"),
    "job.started": (logging.INFO, "🔄 Processing job: %(id)s (%(label)s)"),
    "job.completed": (logging.INFO, "✅ %(label)s job completed: %(id)s"),
    "job.failed": (logging.WARNING, "❌ %(label)s job failed: %(id)s"),
    "job.cancelled": (logging.INFO, "🚫 %(label)s job cancelled: %(id)s"),
    "job.put_back": (logging.INFO, "🔁 %(label)s job put back: %(id)s"),
    "job.retried": (logging.INFO, "🔁 %(label)s job to be run again by hand: %(id)s"),
}
_OF_STATUS = {
    Status.PROCESSING: "job.started",
    Status.COMPLETED: "job.completed",
    Status.FAILED: "job.failed",
    Status.CANCELLED: "job.cancelled",
    Status.PENDING: "job.put_back",
}


def moved(to: Status, job_type: str, job_id: UUID, **fields: Any) -> None:
    """A job has come to a status: said when the transaction that moved it has been committed."""
    happened(_OF_STATUS[to], job_type, job_id, **fields)


def happened(event: str, job_type: str, job_id: UUID, **fields: Any) -> None:
    level, sentence = _SENTENCES[event]
    label = job_types()[job_type].label if job_type in job_types() else job_type
    words = {"label": label, "id": job_id}
    transaction.on_commit(partial(tell, log, level, event, sentence, words, job_id=job_id, job_type=job_type, **fields))


def stuck(count: int) -> None:
    """So many running jobs were found that nobody looks after."""
    sentence = "🔍 Found %s potentially stuck jobs"
    transaction.on_commit(partial(tell, log, logging.WARNING, "jobs.stuck", sentence, count, count=count))


def health_check_failed(error: Exception) -> None:
    """Nobody can say how the queue is. The error's own words may hold data: its kind is told."""
    tell(log, logging.ERROR, "health.check_failed", "❌ Health check failed", error=type(error).__name__)
