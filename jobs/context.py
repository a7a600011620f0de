"""What a job type's `run` is given: its identity, its remembered steps, its way to tell how far it is."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from jobs import outcomes, steps
from jobs.budgets import refuse_spent
from jobs.claiming import Claim
from jobs.database import in_database
from jobs.errors import JobLost, Postponed
from jobs.spending import Charge, collecting, cost_of

Answer = TypeVar("Answer")


class RunContext:
    """The running attempt, as its job type sees it.

    Every method raises JobLost once the job is no longer this attempt's.
    """

    def __init__(self, claim: Claim, finished: dict[str, Any]):
        self._claim = claim
        self._finished = finished
        self._unstored: list[list[Charge]] = []  # of the steps that run

    @property
    def job_id(self):
        return self._claim.id

    @property
    def user_id(self):
        return self._claim.user_id

    @property
    def last_try(self) -> bool:
        """No retry is left: what fails now, fails for good."""
        return self._claim.retry_count >= self._claim.max_retries

    async def progress(self, percent: int, step: str) -> None:
        """Tell clients how far the job is (percent, never backwards) and what it does."""
        await in_database(outcomes.report_progress, self._claim, percent, step)

    async def step(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        """The JSON output of the step: remembered from an attempt before, else worked out and remembered now.

        Raises BudgetReached before a call of the work that would be paid beyond today's budget.
        """
        if name in self._finished:
            return self._finished[name]
        with collecting(self._may_pay) as charges:
            self._unstored.append(charges)
            try:
                output = await self._worked_out(name, work, charges)
            finally:
                self._unstored = [others for others in self._unstored if others is not charges]
        self._finished[name] = output
        return output

    async def _worked_out(self, name: str, work: Callable[[], Awaitable[Any]], charges: list[Charge]) -> Any:
        started = datetime.now(UTC)
        try:
            output = await work()
        except BaseException as error:
            if charges or _is_failure(error):  # what a cancelled step has paid for is remembered too
                await self._remember_failure(name, error, charges, started)
            raise
        await in_database(steps.remember, self._claim, name, output, charges, started)
        return output

    async def _may_pay(self) -> None:
        await in_database(refuse_spent, self._claim.submitter, cost_of(itertools.chain(*self._unstored)))

    async def _remember_failure(self, name: str, error: BaseException, charges: list[Charge], started: datetime):
        with suppress(JobLost):
            await asyncio.shield(in_database(steps.remember_failure, self._claim, name, error, charges, started))

    async def write(self, change: Callable[..., Answer], *args, step: str = "", final: bool = False) -> Answer:
        """Run a blocking database change in one transaction that commits only while the job is still this attempt's and
        still wanted. A `final` one stores what the job is for: after it the job cannot be cancelled.

        With a `step`, what the change returns (JSON) becomes that step's output in the same transaction: inside of
        `ctx.step(step, ...)` the change is made once, wherever the attempt ends.
        """
        started = datetime.now(UTC)

        def remembered() -> Answer:
            output = change(*args)
            if step:
                steps.remember(self._claim, step, output, [], started)
            return output

        return await in_database(outcomes.fenced, self._claim, remembered, final=final)


def _is_failure(error: BaseException) -> bool:
    return isinstance(error, Exception) and not isinstance(error, Postponed)
