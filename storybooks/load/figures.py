"""What came of the requests of a test: how long each kind took, what went wrong, what was refused for a while."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles
from typing import Any

from rich.table import Table


@dataclass(frozen=True)
class Limits:
    """What a test has to keep: the slowest 5 percent of each operation, and errors in percent of all requests."""

    p95: timedelta
    errors_percent: float


@dataclass(frozen=True)
class Operation:
    """Times are milliseconds. `limited` requests were answered 429 and are counted nowhere else."""

    name: str
    count: int
    per_second: float
    p50: float | None
    p95: float | None
    p99: float | None
    errors: int
    limited: int


class Figures:
    def __init__(self) -> None:
        self._began = self._latest = time.monotonic()
        self._seconds: dict[str, list[float]] = defaultdict(list)
        self._wrong: Counter[str] = Counter()
        self._limited: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.jobs: Counter[str] = Counter()

    def answered(self, operation: str, seconds: float) -> None:
        self._latest = time.monotonic()
        if not self._seconds:
            self._began = self._latest - seconds
        self._seconds[operation].append(seconds)

    def went_wrong(self, operation: str, code: str) -> None:
        """`code` is the answer's, or says that there was none."""
        self._wrong[operation] += 1
        self.errors[f"{operation}: {code}"] += 1

    def limited(self, operation: str) -> None:
        self._limited[operation] += 1

    @property
    def elapsed(self) -> float:
        """From the first request to the latest answer, in seconds."""
        return max(self._latest - self._began, 0.001)

    @property
    def requests(self) -> int:
        """All that were not limited."""
        return sum(map(len, self._seconds.values()))

    @property
    def errors_percent(self) -> float:
        return 100 * self.errors.total() / max(1, self.requests)

    def operations(self) -> list[Operation]:
        names = sorted(self._seconds.keys() | self._wrong.keys() | self._limited.keys())
        return [self._operation(name) for name in names]

    def _operation(self, name: str) -> Operation:
        p50, p95, p99 = percentiles(self._seconds[name])
        count = len(self._seconds[name])
        return Operation(name, count, count / self.elapsed, p50, p95, p99, self._wrong[name], self._limited[name])

    def broken(self, limits: Limits) -> list[str]:
        """A sentence for each limit that was not kept."""
        most = limits.p95 / timedelta(milliseconds=1)
        slow = [
            f"{each.name}: p95 is {each.p95:.0f} ms, more than {most:.0f} ms"
            for each in self.operations()
            if each.p95 is not None and each.p95 > most
        ]
        if self.errors_percent > limits.errors_percent:
            slow.append(f"{self.errors_percent:.1f} % of all requests failed, more than {limits.errors_percent:g} %")
        return slow if self.requests else [*slow, "No request was answered."]

    def table(self) -> Table:
        table = Table(box=None, pad_edge=False, title=f"{self.elapsed:.0f} s", title_justify="left")
        for heading in ("operation", "requests", "1/s", "p50 ms", "p95 ms", "p99 ms", "errors", "429"):
            table.add_column(heading, justify="left" if heading == "operation" else "right", no_wrap=True)
        for each in self.operations():
            times = ("-" if value is None else f"{value:.0f}" for value in (each.p50, each.p95, each.p99))
            row = (each.name, each.count, f"{each.per_second:.1f}", *times, each.errors, each.limited)
            table.add_row(*map(str, row))
        return table

    def as_json(self) -> dict[str, Any]:
        return {
            "seconds": round(self.elapsed, 1),
            "requests": self.requests,
            "errorsPercent": round(self.errors_percent, 2),
            "operations": [vars(each) for each in self.operations()],
            "errors": dict(self.errors),
            "jobs": dict(self.jobs),
        }


def percentiles(seconds: list[float]) -> tuple[float | None, float | None, float | None]:
    """The median, and what 95 and 99 percent stay below, in milliseconds."""
    if not seconds:
        return None, None, None
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    return cuts[49] * 1000, cuts[94] * 1000, cuts[98] * 1000
