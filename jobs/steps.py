"""Finished steps, remembered: a later attempt reads their outputs instead of paying for them again."""

import traceback
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg.types.json import Jsonb

from jobs.claiming import Claim
from jobs.errors import JobLost
from jobs.models import JobStep
from jobs.spending import Charge
from jobs.statements import execute

_STORE = """
INSERT INTO job_steps (job_id, name, attempt, done, output, error, charges, cost_usd, started_at, finished_at)
SELECT id, %(name)s, attempt, %(done)s, %(output)s, %(error)s, %(charges)s, %(cost)s, %(started)s,
       greatest(clock_timestamp(), %(started)s)
  FROM background_jobs WHERE id = %(id)s AND attempt = %(attempt)s AND status = 'processing' FOR SHARE
ON CONFLICT (job_id, name) WHERE done DO UPDATE SET finished_at = job_steps.finished_at
"""


def finished_outputs(claim: Claim) -> dict[str, Any]:
    """The outputs of the steps that earlier attempts finished, by name."""
    return dict(JobStep.objects.filter(job_id=claim.id, done=True).values_list("name", "output"))


def remember(claim: Claim, name: str, output: Any, charges: Sequence[Charge], started: datetime) -> None:
    """Store a finished step. Raises JobLost when the job is no longer ours."""
    _store(claim, name, charges, started, done=True, output=output, error="")


def remember_failure(
    claim: Claim, name: str, error: BaseException, charges: Sequence[Charge], started: datetime
) -> None:
    trace = "".join(traceback.format_exception(error))[-8000:]
    _store(claim, name, charges, started, done=False, output=None, error=trace)


def _store(
    claim: Claim, name: str, charges: Sequence[Charge], started: datetime, *, done: bool, output: Any, error: str
):
    values = {
        "id": claim.id,
        "attempt": claim.attempt,
        "name": name,
        "done": done,
        "output": Jsonb(output),
        "error": error.replace("\x00", ""),
        "charges": Jsonb([{**asdict(charge), "cost_usd": _text(charge.cost_usd)} for charge in charges]),
        "cost": sum((charge.cost_usd for charge in charges if charge.cost_usd is not None), Decimal(0))
        if charges
        else None,
        "started": started,
    }
    if execute(_STORE, values).rowcount == 0:
        raise JobLost


def _text(cost: Decimal | None) -> str | None:
    return None if cost is None else str(cost)
