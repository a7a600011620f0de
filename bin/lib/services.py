"""Keeps the web server and the cluster running beside each other, and stops both in time."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
ROOT = Path(__file__).resolve().parents[2]
STEADY_SECONDS = 60.0
"""A service that ran this long was well: its earlier deaths are forgiven."""
MAX_DEATHS = 5


class ServiceFailed(Exception):
    """A service keeps dying; the message says which."""


@dataclass
class Service:
    """One program that must not end. `output` takes what it writes; None leaves it to our own output."""

    name: str
    command: list[str]
    output: IO[bytes] | None = None
    deaths: int = 0
    process: subprocess.Popen | None = None
    started: float = 0.0
    restart_at: float = field(default=0.0)

    def start(self) -> None:
        """In a process group of its own, so that a Ctrl-C reaches us alone; the kernel stops it when we die."""
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            process_group=0,
            preexec_fn=partial(_end_with_parent, os.getpid()),  # safe: we have no threads
        )
        self.started = time.monotonic()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def note_death(self) -> None:
        """Count the death and set the time of the next start: at once first, then later and later."""
        now = time.monotonic()
        self.deaths = 1 if now - self.started > STEADY_SECONDS else self.deaths + 1
        if self.deaths >= MAX_DEATHS:
            raise ServiceFailed(f"The {self.name} keeps stopping (last exit code {self.process.returncode}).")
        self.restart_at = now + 2.0 ** (self.deaths - 1) - 1
        self.process = None

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.returncode is None:
            os.killpg(self.process.pid, number) if number == signal.SIGKILL else self.process.send_signal(number)


def _end_with_parent(parent: int) -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)


class Services:
    """A context manager: the services run inside the block, which calls `tend()` about every second or more often."""

    def __init__(self, services: Iterable[Service], stop_seconds: float):
        self.services = list(services)
        self.stop_seconds = stop_seconds

    def __enter__(self) -> "Services":
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def tend(self) -> None:
        """Start what is not running and due. Raises ServiceFailed when one keeps dying."""
        for service in self.services:
            if service.process is not None and not service.alive():
                print(f"The {service.name} stopped with exit code {service.process.returncode}.", file=sys.stderr)
                service.note_death()
            if service.process is None and time.monotonic() >= service.restart_at:
                service.start()

    def stop(self) -> None:
        """Ask all to stop and wait; kill at the deadline, or when a second Ctrl-C says that it is urgent."""
        hurry = []
        previous = {number: signal.signal(number, lambda *_: hurry.append(1)) for number in STOP_SIGNALS}
        deadline = time.monotonic() + self.stop_seconds
        for service in self.services:
            service.signal(signal.SIGTERM)
        while any(service.alive() for service in self.services):
            if hurry or time.monotonic() > deadline:
                for service in self.services:
                    service.signal(signal.SIGKILL)
            time.sleep(0.05)
        for number, handler in previous.items():
            signal.signal(number, handler)


STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupt_on_stop_signals() -> None:
    """Let every stop signal end the program like a Ctrl-C does, through its `finally` blocks."""

    def interrupt(*_) -> None:
        raise KeyboardInterrupt

    for number in STOP_SIGNALS:
        signal.signal(number, interrupt)


def web_and_cluster(host: str, port: int, outputs: Mapping[str, IO[bytes]] | None = None) -> list[Service]:
    """The two services that make storyjobs, with the interpreter we run in."""
    outputs = outputs or {}
    web = [str(ROOT / "bin" / "web"), "--host", host, "--port", str(port)]
    cluster = [sys.executable, "manage.py", "qcluster"]
    return [
        Service("web server", web, outputs.get("web")),
        Service("cluster", cluster, outputs.get("cluster")),
    ]
