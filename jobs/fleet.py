"""Who works jobs off at present: each cluster, and each process that does so in the foreground, says that it lives.

Nothing depends on it but what people are told: a job whose worker died is known by its own lease.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from django.db import Error, close_old_connections, connections
from django.db.models.functions import Now

from jobs.drain import draining
from jobs.models import Cluster
from jobs.statements import execute
from users.acting import service

BEAT_SECONDS = 2.0
ALIVE_SECONDS = 15.0
"""Who has not been heard of for so long is dead, or cut off."""
FORGOTTEN = timedelta(days=1)

_BEAT = """
WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO job_clusters (id, host, pid, workers, started_at, seen_at)
SELECT %(id)s, %(host)s, %(pid)s, %(workers)s, clock_timestamp(), clock_timestamp() FROM relaxed
ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()
"""


class Member:
    """A process of the fleet, with so many workers."""

    def __init__(self, workers: int) -> None:
        self._values = {"id": uuid4(), "host": socket.gethostname()[:60], "pid": os.getpid(), "workers": workers}
        self._known = False

    def beat(self) -> None:
        """Say that it lives and takes jobs; one that is told to stop takes none any more."""
        if draining():
            self.leave()
            return
        if not self._known:
            Cluster.objects.filter(seen_at__lt=Now() - FORGOTTEN).delete()
        execute(_BEAT, self._values)
        self._known = True

    def leave(self) -> None:
        if self._known:
            Cluster.objects.filter(id=self._values["id"]).delete()
        self._known = False


@contextmanager
def member(workers: int = 1) -> Iterator[None]:
    """For the length of the block the process belongs to the fleet, with so many workers; a thread says so."""
    ended = threading.Event()
    thread = threading.Thread(target=_belong, args=(Member(workers), ended), name="fleet", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(BEAT_SECONDS)


def _belong(me: Member, ended: threading.Event) -> None:
    try:
        while not ended.is_set():
            _try(me.beat)
            ended.wait(BEAT_SECONDS)
        _try(me.leave)
    finally:
        connections.close_all()


def _try(what: Callable[[], None]) -> None:
    """While the database is away nobody is told anything; the work itself notices and says so."""
    close_old_connections()
    try:
        what()
    except Error:
        connections.close_all()


@service()
def alive() -> list[Cluster]:
    """The members that take jobs now, the oldest first."""
    since = Now() - timedelta(seconds=ALIVE_SECONDS)
    return list(Cluster.objects.filter(seen_at__gte=since).order_by("started_at", "id"))
