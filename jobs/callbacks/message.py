"""What a receiver is told."""

import json
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from jobs.api.representation import represent, timestamp
from jobs.job_type import job_types
from jobs.models import CallbackDelivery


def compose(delivery: CallbackDelivery) -> bytes:
    """The message as JSON."""
    message = delivery.message or {
        "type": f"job.{delivery.job_status}",
        "timestamp": timestamp(delivery.created_at),
        "data": _data(delivery),
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _data(delivery: CallbackDelivery) -> dict[str, Any]:
    """The job as its status endpoint shows it, while it is still as it ended; of one that was retried since, only how
    it ended then.
    """
    job = delivery.job
    if job.status != delivery.job_status:
        return {"jobId": str(job.id), "status": delivery.job_status}
    return represent(job, job_types()[job.type], lambda path: urljoin(settings.SITE_URL, path))
