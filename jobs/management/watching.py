"""How the jobs go that a command runs: a live bar on a terminal, plain lines everywhere else."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.core.management.base import OutputWrapper
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from jobs.claiming import Claim
from jobs.foreground import Ending, Outcome


class Lines:
    """A line for the start and the end of each job; `counts` is what became of them."""

    def __init__(self, out: OutputWrapper) -> None:
        self.counts: Counter[Outcome] = Counter()
        self._out = out
        self._began = 0.0

    def started(self, claim: Claim) -> None:
        self._began = time.monotonic()
        self._say(f"{_name(claim)} started" + (f", attempt {claim.attempt}" if claim.attempt > 1 else ""))

    def progressed(self, percent: int, step: str) -> None:
        pass

    def ended(self, claim: Claim, ending: Ending) -> None:
        self.counts[ending.outcome] += 1
        self._say(f"{_name(claim)} {_told(ending)} after {time.monotonic() - self._began:.1f} s{_why(ending)}")

    def _say(self, line: str) -> None:
        self._out.write(f"{datetime.now(UTC):%H:%M:%S} {line}")
        self._out.flush()


class Bar(Lines):
    """The lines of what has ended, above a bar of the job that runs."""

    def __init__(self, out: OutputWrapper) -> None:
        super().__init__(out)
        step = TextColumn("{task.description}", markup=False)
        columns = (SpinnerColumn(), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), step)
        self.progress = Progress(*columns, console=Console(file=out), transient=True)
        self._task = self.progress.add_task("", visible=False, total=100)

    def started(self, claim: Claim) -> None:
        self._began = time.monotonic()
        self.progress.reset(self._task, visible=True, description=_name(claim))

    def progressed(self, percent: int, step: str) -> None:
        self.progress.update(self._task, completed=percent, description=step)

    def ended(self, claim: Claim, ending: Ending) -> None:
        super().ended(claim, ending)
        self.progress.update(self._task, visible=False)

    def _say(self, line: str) -> None:
        self.progress.console.print(
            f"{datetime.now(UTC):%H:%M:%S} {line}", markup=False, highlight=False, soft_wrap=True
        )


@contextmanager
def watching(out: OutputWrapper) -> Iterator[Lines]:
    if not out.isatty():
        yield Lines(out)
        return
    bar = Bar(out)
    before = logging.root.manager.disable
    logging.disable(logging.INFO)  # the bar tells the rest
    try:
        with bar.progress:
            yield bar
    finally:
        logging.disable(before)


def _name(claim: Claim) -> str:
    return f"{claim.type} {claim.id}"


def _told(ending: Ending) -> str:
    return "lost: deleted, or in other hands," if ending.outcome is Outcome.LOST else str(ending.outcome)


def _why(ending: Ending) -> str:
    due = f", due again at {ending.due_at:%Y-%m-%d %H:%M:%S} UTC" if ending.due_at else ""
    why = ": ".join(filter(None, (ending.code if ending.outcome is not Outcome.COMPLETED else "", ending.message)))
    return f" ({why}{due})" if ending.outcome in (Outcome.FAILED, Outcome.PUT_BACK) else ""
