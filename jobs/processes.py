"""Processes of a cluster: none outlives its parent, and a stop signal for the whole group reaches only the main one."""

import ctypes
import os
import signal
from multiprocessing.context import ForkContext, ForkProcess

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15

_libc = ctypes.CDLL(None, use_errno=True)


class ClusterProcess(ForkProcess):
    """A forked process that the kernel kills when its parent dies.

    SIGTERM does nothing to it: supervisors signal whole groups, and a worker must live on to hand its job back.
    """

    def run(self) -> None:
        """Do the work under the name of its role, which `ps -o comm` and `top` show: q-worker, q-pusher, ..."""
        _die_with(self._parent_pid)
        _libc.prctl(PR_SET_NAME, f"q-{self._target.__name__.lower()}".encode())
        ignore_stop_signals()
        super().run()

    def terminate(self) -> None:
        """How django-q2 ends a worker that overran its time; SIGTERM would not."""
        self.kill()


class ClusterContext(ForkContext):
    Process = ClusterProcess


def ignore_stop_signals() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _do_nothing)  # not SIG_IGN: programs that a job starts would inherit that


def _die_with(parent: int) -> None:
    """The kernel ties this to the thread that forked, which for a cluster is always its parent's main thread."""
    if _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def _do_nothing(signum: int, frame: object) -> None:
    pass
