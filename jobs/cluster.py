"""django-q2's cluster, hardened: killing any of its processes at any moment leaves neither a wedge nor an orphan.

The main process forks the sentinel, which forks workers, pusher and monitor and replaces those that die. django-q2
looks its parts up in its own module, so ours are put there: queues and locks that the kernel frees, processes that die
with their parent. The main process only supervises: it stops the cluster within a deadline, or ends a stuck one.
"""

import logging
import signal
import sys
import time
from importlib import import_module
from types import FrameType

import django_q.cluster
from django.conf import settings
from django.db import connections
from django_q.conf import Conf

from jobs import fleet, watchdog
from jobs.callbacks.courier import Courier
from jobs.drain import start_draining
from jobs.job_type import job_types
from jobs.kernel_ipc import KernelEvent, KernelQueue, kernel_value
from jobs.processes import ClusterContext, ignore_stop_signals
from jobs.sweeper import Sweeper

log = logging.getLogger("jobs")

CLEAN = 0
BROKEN = 70
LATE = 124
"""Exit codes: stopped as asked; the sentinel died or was stuck; jobs did not end by the stop deadline."""

WATCH_SECONDS = 0.2
KILL_SECONDS = 5.0


class Sentinel(django_q.cluster.Sentinel):
    """The constructor is the process's whole life."""

    def __init__(self, *args) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])  # the base class makes it deadly for a moment
        super().__init__(*args)

    def start(self) -> None:
        ignore_stop_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        super().start()


class JobCluster(django_q.cluster.Cluster):
    """One cluster, run from the main thread of a process that has no other thread: it forks."""

    def __init__(self) -> None:
        super().__init__()
        self._stop_by: float | None = None

    def run(self) -> int:
        """Work until a stop signal comes or the sentinel is lost. Returns the process's exit code."""
        _preload()
        _harden()
        connections.close_all()  # a session shared by two processes is broken for both
        try:
            self.start()
        except RuntimeError:  # the sentinel died while starting
            return BROKEN
        if self._stop_by is not None:  # a signal came before there was an event to set
            self.stop_event.set()
        log.info("cluster.ready workers=%s database=%s pid=%s", Conf.WORKERS, _database(), self.pid)
        helpers = [Sweeper(), Courier()]
        for helper in helpers:
            helper.start()
        with fleet.member(Conf.WORKERS):
            code = self._watch()
        for helper in helpers:
            helper.stop()
        log.info("cluster.stopped code=%s pid=%s", code, self.pid)
        return code

    def sig_handler(self, signum: int, frame: FrameType | None) -> None:
        """The first signal asks everybody to finish; the second ends them."""
        if self._stop_by is not None:
            self._kill()
            sys.exit(128 + signum)
        self._stop_by = time.monotonic() + settings.CLUSTER_STOP_SECONDS
        start_draining()
        if self.stop_event is not None:
            self.stop_event.set()

    def _watch(self) -> int:
        while self.sentinel.is_alive():
            self.sentinel.join(WATCH_SECONDS)
            if self._stop_by is None and watchdog.is_stuck():
                log.critical("cluster.sentinel_stuck seconds=%s", watchdog.STUCK_SECONDS)
                self._kill()
                return BROKEN
            if self._stop_by is not None and time.monotonic() > self._stop_by:
                log.error("cluster.stop_deadline_passed seconds=%s", settings.CLUSTER_STOP_SECONDS)
                self._kill()
                return LATE
        if self._stop_by is None or self.sentinel.exitcode != 0:
            log.critical("cluster.sentinel_died exitcode=%s", self.sentinel.exitcode)
            return BROKEN
        return CLEAN

    def _kill(self) -> None:
        """Kill the sentinel; the kernel kills its children with it."""
        if self.sentinel is not None:
            self.sentinel.kill()
            self.sentinel.join(KILL_SECONDS)


def _preload() -> None:
    """Import once, before the fork, what every worker would import: half the memory, and no slow first job."""
    for module in ("jobs.tasks", *settings.CLUSTER_PRELOAD):
        import_module(module)
    job_types()


def _harden() -> None:
    django_q.cluster.Sentinel = Sentinel
    django_q.cluster.Queue = KernelQueue
    django_q.cluster.Event = KernelEvent
    django_q.cluster.Value = kernel_value
    django_q.cluster.get_mp_context = ClusterContext


def _database() -> str:
    """Which database, for the log: without user and password."""
    params = connections[Conf.ORM].settings_dict
    return f"{params['HOST'] or 'local'}:{params['PORT'] or 5432}/{params['NAME']}"
