"""What a job type's `run` is given: its identity, its remembered steps, its way to tell how far it is."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from jobs import outcomes, steps
from jobs.claiming import Claim
from jobs.database import in_database
from jobs.errors import JobLost
from jobs.spending import Charge, collecting

Answer = TypeVar("Answer")


class RunContext:
    """The running attempt, as its job type sees it.

    Every method raises JobLost once the job is no longer this attempt's.
    """

    def __init__(self, claim: Claim, finished: dict[str, Any]):
        self._claim = claim
        self._finished = finished

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
        """The JSON output of the step: remembered from an attempt before, else worked out and remembered now."""
        if name in self._finished:
            return self._finished[name]
        started = datetime.now(UTC)
        with collecting() as charges:
            try:
                output = await work()
            except BaseException as error:
                if charges or isinstance(error, Exception):  # what a cancelled step has paid for is remembered too
                    await self._remember_failure(name, error, charges, started)
                raise
        await in_database(steps.remember, self._claim, name, output, charges, started)
        self._finished[name] = output
        return output

    async def _remember_failure(self, name: str, error: BaseException, charges: list[Charge], started: datetime):
        with suppress(JobLost):
            await asyncio.shield(in_database(steps.remember_failure, self._claim, name, error, charges, started))

    async def write(self, change: Callable[..., Answer], *args) -> Answer:
        """Run a blocking database change in one transaction that commits only while the job is still this attempt's."""
        return await in_database(outcomes.fenced, self._claim, change, *args)
