"""What the processes of a cluster share, made so that killing any of them at any moment cannot hurt the others.

multiprocessing's own Queue, Event and Value rest on semaphores. A process killed while it holds one, and an idle worker
holds the queue's, takes it to the grave and everybody else waits for ever. Here only the kernel holds anything, and it
lets go when the holder dies. These are made before a fork and reach other processes through it alone. Linux only.
"""

import fcntl
import itertools
import logging
import os
import pickle
import select
import socket
import time
from multiprocessing.sharedctypes import RawValue, synchronized
from typing import Any

log = logging.getLogger("jobs")

LARGEST_MESSAGE = 1 << 20  # bytes; also all that an unread queue holds, less where net.core.wmem_max is small
ROOM_CHECK_SECONDS = 0.005
SEND_SECONDS = 1.0


class KernelEvent:
    """multiprocessing.Event on an eventfd. `set` never blocks, so a signal handler may call it."""

    def __init__(self) -> None:
        self._fd = os.eventfd(0, os.EFD_NONBLOCK)

    def set(self) -> None:
        os.eventfd_write(self._fd, 1)

    def is_set(self) -> bool:
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> bool:
        """Whether the event is set, at the latest after `timeout` seconds."""
        return _readable(self._fd, timeout)


class KernelQueue:
    """multiprocessing.Queue on a socket pair that keeps messages whole: each goes to one reader, unread ones stay.

    A queue with a limit holds one message, whatever the limit: `put` waits until it was taken. One without a limit
    never holds up its writer for long: a message that finds no room within a second is dropped.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self._reader, self._writer = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._writer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LARGEST_MESSAGE // 2)  # the kernel doubles it
        self._writer.settimeout(SEND_SECONDS)
        self._limited = maxsize > 0

    def put(self, item: Any) -> None:
        while self._limited and not self.empty():
            time.sleep(ROOM_CHECK_SECONDS)
        try:
            self._writer.send(pickle.dumps(item))
        except Exception as error:  # no room in time, too large, or not to be pickled: no reason to end a process
            log.error("cluster.message_dropped reason=%s", type(error).__name__)

    def get(self) -> Any:
        """The next message; waits for one."""
        return pickle.loads(self._reader.recv(LARGEST_MESSAGE))  # noqa: S301 - from our own processes only

    def empty(self) -> bool:
        return not _readable(self._reader.fileno(), 0)

    def qsize(self) -> int:
        """A lower bound of the messages waiting: 0 or 1."""
        return int(not self.empty())

    def close(self) -> None:
        """Nothing to flush: `put` has already handed its message to the kernel."""

    join_thread = close


class KernelLock:
    """multiprocessing.RLock as a record lock on one byte of a file in memory: between processes, not threads."""

    _file = os.memfd_create("storyjobs-locks")
    _bytes = itertools.count()

    def __init__(self) -> None:
        self._byte = next(self._bytes)
        self._depth = 0

    def acquire(self) -> None:
        if self._depth == 0:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, self._byte)
        self._depth += 1

    def release(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, self._byte)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *exception: object) -> None:
        self.release()


def kernel_value(typecode: str, initial: float) -> Any:
    """multiprocessing.Value under a KernelLock."""
    return synchronized(RawValue(typecode, initial), KernelLock())


def _readable(fd: int, timeout: float | None) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(None if timeout is None else max(0.0, timeout) * 1000))
