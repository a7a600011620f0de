"""How far the book is: a live bar on a terminal, plain lines everywhere else."""

import os
import sys
import time
from types import TracebackType
from typing import Self


def progress() -> "Lines":
    """What fits our output: a bar on a terminal that can move its cursor, else lines."""
    return Bar() if sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb" else Lines()


class Lines:
    """One line for each new step, with the time since the beginning and the percentage."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._last: tuple[int, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def show(self, percent: int, step: str) -> None:
        """Tell what is being done now; the same again is not repeated."""
        if (percent, step) != self._last:
            self._last = (percent, step)
            print(f"{time.monotonic() - self._began:7.1f} s  {percent:3d} %  {step}", flush=True)


class Bar(Lines):
    """rich's bar: what is being done, how much of it, and the time since the beginning."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

        step = TextColumn("{task.description}", markup=False)
        self._progress = Progress(SpinnerColumn(), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), step)
        self._task = self._progress.add_task("", total=100)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def show(self, percent: int, step: str) -> None:
        self._progress.update(self._task, completed=percent, description=step)
