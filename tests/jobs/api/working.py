"""Somebody who works jobs off in the test's own process, as the fleet knows it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from django.db import connections
from django.utils import timezone

from jobs import tasks
from jobs.listener import Listener
from jobs.models import Cluster
from jobs.moves import WAKE_CHANNEL


def alive() -> None:
    """There is a cluster, as it says; it runs nothing."""
    now = timezone.now()
    Cluster.objects.create(id=uuid4(), host="far", pid=1, workers=2, started_at=now, seen_at=now + timedelta(days=1))


@contextmanager
def working() -> Iterator[None]:
    """A worker that takes whatever may be taken when it is woken, from now on."""
    alive()
    listening, stopped = threading.Event(), threading.Event()
    thread = threading.Thread(target=_work, args=(listening, stopped))
    thread.start()
    try:
        assert listening.wait(10)
        yield
    finally:
        stopped.set()
        thread.join(10)


def _work(listening: threading.Event, stopped: threading.Event) -> None:
    wakes = Listener("default", WAKE_CHANNEL)
    wakes.connect()
    listening.set()
    while not stopped.is_set():
        if wakes.wait(0.05):
            tasks.run_next()
    wakes.close()
    connections.close_all()
