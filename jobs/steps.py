"""Finished steps, remembered: a later attempt reads their outputs instead of paying for them again."""

import traceback
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg.types.json import Jsonb

from jobs.budgets import NOBODY, TODAY
from jobs.claiming import Claim
from jobs.errors import JobLost
from jobs.models import JobStep
from jobs.spending import Charge, cost_of
from jobs.statements import execute

# A step that was stored already (its answer was lost on the way) is neither stored nor paid a second time.
_STORE = f"""
WITH mine AS (
    SELECT id, attempt, coalesce(user_id, guest, '{NOBODY}') AS submitter
      FROM background_jobs WHERE id = %(id)s AND attempt = %(attempt)s AND status = 'processing' FOR SHARE
), stored AS (
    INSERT INTO job_steps (job_id, name, attempt, done, output, error, charges, cost_usd, started_at, finished_at)
    SELECT id, %(name)s, attempt, %(done)s, %(output)s, %(error)s, %(charges)s, %(cost)s, %(started)s,
           greatest(clock_timestamp(), %(started)s)
      FROM mine
    ON CONFLICT (job_id, name) WHERE done DO NOTHING
    RETURNING cost_usd
), spent AS (
    INSERT INTO daily_spending AS before (day, submitter, usd)
    SELECT {TODAY}, submitter, cost_usd FROM mine, stored WHERE cost_usd > 0
    ON CONFLICT (day, submitter) DO UPDATE SET usd = before.usd + excluded.usd
)
SELECT 1 FROM mine
"""  # noqa: S608 - constants of ours


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
        "cost": cost_of(charges) if charges else None,
        "started": started,
    }
    if execute(_STORE, values).rowcount == 0:
        raise JobLost


def _text(cost: Decimal | None) -> str | None:
    return None if cost is None else str(cost)
