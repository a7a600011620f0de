"""What paid calls may cost in a day (UTC): those for one submitter, and all of them together.

The sums are rows of `daily_spending`, written in the statement that stores a step with its cost (`jobs.steps`): they
stay when a job is deleted, and looking at them adds up no steps. What a call costs is known when it has been answered,
so a budget is passed by the calls that are under way when it is reached, and by no more.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings

from jobs.errors import Postponed
from jobs.statements import execute
from users.acting import service

NOBODY = UUID(int=0)
"""Stands for who is not even known as a guest."""
TODAY = "(statement_timestamp() AT TIME ZONE 'UTC')::date"
_SPENT = f"""
SELECT coalesce(sum(usd), 0), coalesce(sum(usd) FILTER (WHERE submitter = %(submitter)s), 0),
       ({TODAY} + 1)::timestamp AT TIME ZONE 'UTC'
  FROM daily_spending WHERE day = {TODAY}
"""  # noqa: S608 - a constant of ours
_MADE_NAMELESS = """
WITH named AS (DELETE FROM daily_spending WHERE submitter <> %(nobody)s AND {which} RETURNING day, usd)
INSERT INTO daily_spending AS before (day, submitter, usd) SELECT day, %(nobody)s, sum(usd) FROM named GROUP BY day
ON CONFLICT (day, submitter) DO UPDATE SET usd = before.usd + excluded.usd
"""
NAMED_DAYS = 31
_NOTHING = Decimal(0)
_LATER = "Please try again tomorrow."


class BudgetReached(Postponed):
    """No sum is told: what the site pays is nobody else's business."""

    code = "BUDGET_REACHED"


@dataclass(frozen=True)
class Budget:
    """Whether today's budget is used up, the submitter's own or everybody's, and when the next day begins."""

    own_reached: bool
    site_reached: bool
    resets_at: datetime


@service()
def budget_of(submitter: UUID | None, unstored: Decimal = _NOTHING) -> Budget:
    """`unstored` (US dollars) was paid for this submitter and stands in no row yet."""
    of_all, own, resets_at = execute(_SPENT, {"submitter": submitter or NOBODY}).fetchone()
    most_own = settings.USER_DAILY_BUDGET_USD if submitter else None
    return Budget(_reached(own + unstored, most_own), _reached(of_all + unstored, settings.DAILY_BUDGET_USD), resets_at)


def refuse_spent(submitter: UUID | None, unstored: Decimal = _NOTHING) -> None:
    """Raises BudgetReached when nothing more may be paid for this submitter today."""
    if settings.DAILY_BUDGET_USD is None and settings.USER_DAILY_BUDGET_USD is None:
        return
    budget = budget_of(submitter, unstored)
    if budget.own_reached:
        raise BudgetReached(f"You have reached what can be made for you in one day. {_LATER}", budget.resets_at)
    if budget.site_reached:
        raise BudgetReached(f"We have reached what we can make in one day. {_LATER}", budget.resets_at)


def forget(submitter: UUID) -> None:
    """What was paid for them stays in the sums of all."""
    execute(_MADE_NAMELESS.format(which="submitter = %(submitter)s"), {"submitter": submitter, "nobody": NOBODY})


def forget_old() -> None:
    """Whom something was paid for is known for NAMED_DAYS; what a day has cost, for good."""
    execute(_MADE_NAMELESS.format(which=f"day < {TODAY} - %(days)s"), {"days": NAMED_DAYS, "nobody": NOBODY})


def _reached(spent: Decimal, most: Decimal | None) -> bool:
    return most is not None and spent >= most
