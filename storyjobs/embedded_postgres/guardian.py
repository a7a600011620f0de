"""The server's parent: starts it, stops it when its last user is gone, and ends with it. Run as a script by server.py.

It belongs to no terminal and no starter, so a Ctrl-C or a killed command leaves the server to its other users. Should
the guardian itself be killed, the kernel sends the server the signal for a fast stop.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def main(users: str, command: list[str]) -> None:
    if os.fork():
        return  # the starter has no child left to wait for
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    # The lock on `server` goes on to every process of the server (close_fds=False).
    server = subprocess.Popen(command, close_fds=False)
    signal.signal(signal.SIGTERM, lambda *_: server.send_signal(signal.SIGINT))
    threading.Thread(target=stop_after_last_user, args=(users, server), daemon=True).start()
    server.wait()
    end_orphans()


def stop_after_last_user(users: str, server: subprocess.Popen) -> None:
    with open(users, "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server.send_signal(signal.SIGINT)  # a fast stop: sessions are ended, everything is written
        server.wait()


def end_orphans() -> None:
    """A killed postmaster may leave busy backends, and no new server can start before they are gone."""
    while True:
        for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
            os.kill(int(pid), signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
