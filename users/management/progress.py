"""How far a command is, for whoever watches it in a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@dataclass
class Counting:
    """Called with how many more there are; `count` is how many there were."""

    bar: Progress
    task: int
    count: int = field(default=0)

    def __call__(self, more: int) -> None:
        self.count += more
        self.bar.advance(self.task, more)


@contextmanager
def progress(what: str) -> Iterator[Counting]:
    """Shown on the error output, and only in a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:.0f}"), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    with bar:
        yield Counting(bar, bar.add_task(what, total=None))
