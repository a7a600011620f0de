"""How long requests and calls of providers take, as histograms that all processes add to.

A process counts in its memory, which costs a request microseconds, and every few seconds adds what it has counted to
the table, in one statement. What a process that is killed had counted since then is lost.
"""

import logging
import os
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import util
from typing import NamedTuple

from django.conf import settings
from django.db import Error, close_old_connections, connections
from psycopg.types.json import Jsonb

from jobs.errors import JobError
from jobs.models import Latency
from jobs.outage import Outage
from jobs.statements import execute
from users.acting import service

log = logging.getLogger("jobs")

HTTP, PROVIDER = "http", "provider"
OK = "ok"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
"""Upper bounds of the buckets in seconds; one more bucket has what took longer. To change them, empty the table."""
FLUSH_SECONDS = 5.0

_ADD = """
INSERT INTO latencies AS before (family, what, by, outcome, seconds, counts)
SELECT family, what, by, outcome, seconds, counts
  FROM jsonb_to_recordset(%(rows)s)
         AS new (family text, what text, by text, outcome text, seconds float, counts bigint[])
 ORDER BY family, what, by, outcome  -- two processes take the rows in one order
ON CONFLICT (family, what, by, outcome) DO UPDATE
   SET seconds = before.seconds + excluded.seconds,
       counts = ARRAY(SELECT old + new FROM unnest(before.counts, excluded.counts)
                        WITH ORDINALITY AS pair (old, new, place) ORDER BY place)
"""


class Kind(NamedTuple):
    """What is counted together. Each part has few values, or the table would grow without end."""

    family: str
    what: str
    by: str
    outcome: str


@dataclass
class _Cell:
    seconds: float = 0.0
    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    def add(self, other: "_Cell") -> None:
        self.seconds += other.seconds
        self.counts = [mine + more for mine, more in zip(self.counts, other.counts, strict=True)]


_cells: dict[Kind, _Cell] = {}
_lock = threading.Lock()
os.register_at_fork(after_in_child=_cells.clear)  # the parent adds what it has counted


def observe(kind: Kind, seconds: float) -> None:
    """Count one call; nothing while metrics are off."""
    if not settings.ENABLE_METRICS_COLLECTION:
        return
    with _lock:
        cell = _cells.setdefault(kind, _Cell())
        cell.seconds += seconds
        cell.counts[bisect_left(BOUNDS, seconds)] += 1


@contextmanager
def provider_call(what: str, by: str) -> Iterator[None]:
    """Count the call that is made inside the block: `ok`, the code of the JobError that it raises, or `abandoned`."""
    started, outcome = time.monotonic(), OK
    try:
        yield
    except BaseException as error:
        outcome = error.code if isinstance(error, JobError) else "abandoned"
        raise
    finally:
        observe(Kind(PROVIDER, what, by, outcome), time.monotonic() - started)


@service()
def flush() -> None:
    """Add what this process has counted to the table. Raises the database's errors, and then nothing is lost."""
    taken = _taken()
    if not taken:
        return
    rows = [{**kind._asdict(), "seconds": cell.seconds, "counts": cell.counts} for kind, cell in taken.items()]
    try:
        execute(_ADD, {"rows": Jsonb(rows)})
    except BaseException:
        with _lock:
            for kind, cell in taken.items():
                _cells.setdefault(kind, _Cell()).add(cell)
        raise


def _taken() -> dict[Kind, _Cell]:
    with _lock:
        taken = dict(_cells)
        _cells.clear()
    return taken


@service()
def stored() -> list[Latency]:
    return list(Latency.objects.order_by("family", "what", "by", "outcome"))


_flushing = threading.Lock()
_flushed_by: int | None = None


def keep_flushing() -> None:
    """From now on, flush every few seconds, and once more when this process ends as it should."""
    global _flushed_by
    with _flushing:
        if _flushed_by == os.getpid() or not settings.ENABLE_METRICS_COLLECTION:
            return
        _flushed_by = os.getpid()
    outage = Outage("latencies")
    threading.Thread(target=_flush_again_and_again, args=(outage,), name="latencies", daemon=True).start()
    util.Finalize(None, _try_to_flush, args=(outage,), exitpriority=1)


def _flush_again_and_again(outage: Outage) -> None:
    while True:
        time.sleep(FLUSH_SECONDS)
        _try_to_flush(outage)
        connections.close_all()


def _try_to_flush(outage: Outage) -> None:
    close_old_connections()
    try:
        flush()
    except Error as error:
        outage.failed(error)
        connections.close_all()
    else:
        outage.over()
