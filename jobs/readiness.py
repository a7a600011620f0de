"""Whether this installation can do its work: each of its parts is tried, and says yes or no and how long it took.

Over a session of its own and not the pool's, so that a pool that is empty or waits for the database delays no answer.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from uuid import uuid4

import psycopg
from django.db import DEFAULT_DB_ALIAS, Error
from django.db.migrations.loader import MigrationLoader

from jobs.fleet import ALIVE_SECONDS
from jobs.listener import Listener
from jobs.shared import Shared

log = logging.getLogger("jobs")

CHANNEL = "storyjobs_ready"
HEARD_SECONDS = 2.0
KEPT_SECONDS = 2

_APPLIED = "SELECT app, name FROM django_migrations"
_TOLD = "SELECT pg_notify(%(channel)s, %(word)s)"
_ALIVE = """
SELECT 1 FROM job_clusters WHERE seen_at > clock_timestamp() - make_interval(secs => %(seconds)s) LIMIT 1
"""


@dataclass(frozen=True)
class Part:
    """One that was tried; `milliseconds` are 0 where it was not, because what it needs is missing."""

    name: str
    is_ready: bool
    milliseconds: float


def check() -> list[Part]:
    """Database, migrations, broker (what is notified is heard) and cluster (one gives a sign of life)."""
    listener = Listener(DEFAULT_DB_ALIAS, CHANNEL)
    database = _tried("database", listener.connect)
    others = {"migrations": _migrated, "broker": _hears, "cluster": _has_cluster}
    if not database.is_ready:
        return [database, *(Part(name, False, 0.0) for name in others)]
    try:
        return [database, *(_tried(name, partial(work, listener)) for name, work in others.items())]
    finally:
        listener.close()


parts: Shared[list[Part]] = Shared("readiness", check, KEPT_SECONDS)


def _tried(name: str, work: Callable[[], bool]) -> Part:
    started = time.monotonic()
    try:
        is_ready = bool(work())
    except (Error, psycopg.Error, OSError) as error:
        log.warning("readiness.failed part=%s error=%s", name, type(error).__name__)
        is_ready = False
    return Part(name, is_ready, round((time.monotonic() - started) * 1000, 1))


def _migrated(listener: Listener) -> bool:
    return _wanted() <= set(listener.fetch(_APPLIED, {}))


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """The latest migration of each app, as this release has them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _hears(listener: Listener) -> bool:
    """A pooler that shares sessions would swallow it, and with it the jobs' wake-ups."""
    word, until = uuid4().hex, time.monotonic() + HEARD_SECONDS
    listener.fetch(_TOLD, {"channel": CHANNEL, "word": word})
    while (left := until - time.monotonic()) > 0:
        if word in listener.wait(left):
            return True
    return False


def _has_cluster(listener: Listener) -> bool:
    return bool(listener.fetch(_ALIVE, {"seconds": ALIVE_SECONDS}))
