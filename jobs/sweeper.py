"""The thread of a cluster's main process that sweeps, and looks how the queue is.

Unlike a task, it never waits for a free worker.
"""

import threading

from django.conf import settings
from django.db import close_old_connections, connections

from jobs.alerts.watch import look_if_due
from jobs.outage import Outage
from jobs.sweep import sweep


class Sweeper(threading.Thread):
    """Sweeps every settings.SWEEP_SECONDS until stopped, whatever happens to the database meanwhile."""

    def __init__(self) -> None:
        super().__init__(name="sweeper", daemon=True)  # a database that does not answer must not delay the exit
        self._stopped = threading.Event()
        self._outage = Outage("sweep")

    def run(self) -> None:
        while not self._stopped.is_set():
            self._sweep()
            self._stopped.wait(settings.SWEEP_SECONDS)
        connections.close_all()

    def stop(self) -> None:
        self._stopped.set()

    def _sweep(self) -> None:
        close_old_connections()
        try:
            sweep()
            look_if_due()
        except Exception as error:  # nobody else would rescue the jobs of the dead
            self._outage.failed(error)
            connections.close_all()
        else:
            self._outage.over()
