"""One server per folder, started by whoever needs it first and kept for as long as anyone uses it.

Two files in the folder are locked with flock, and the kernel frees such a lock however its holder dies:
`users`   shared by every process that uses the server, and by the children it forks;
`server`  exclusive, by whoever starts the server and then by the server's own processes, down to the last one.
So a free `server` means that nothing runs and the holder may start one, and the guardian, who waits for `users`
exclusively, knows that the last user is gone.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import make_conninfo

from storyjobs.embedded_postgres import cluster
from storyjobs.embedded_postgres.account import account_of, make_folder, open_own
from storyjobs.embedded_postgres.errors import ServerError
from storyjobs.embedded_postgres.place import ENVIRONMENT, find_place

PATIENCE = 60.0
"""Seconds to wait for the server; a first start on a slow disk takes a few."""
STARTS = 3
"""A server that ends before it answers is started again, in case someone killed it."""
PORT = 5432
"""Only a part of the socket's name: the server listens on no network."""
OPTIONS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": 100,
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A failing statement carries a family's words; the log keeps the server's own life only.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

_users: dict[Path, IO[str]] = {}


def connection_params(directory: Path) -> dict[str, object]:
    """How to connect to the server in `directory`, which accepts connections when this returns.

    The process counts as a user of the server from now until it ends. Raises ServerError, a psycopg.OperationalError.
    """
    if sys.platform != "linux":
        raise ServerError("The embedded PostgreSQL needs Linux; set DATABASE_URL to a PostgreSQL server.")
    try:
        return _running_server(directory)
    except OSError as error:
        raise ServerError(f"The embedded PostgreSQL cannot use {directory}: {error.strerror}.") from error


def is_running(directory: Path) -> bool:
    """Whether any process of the server is alive, or someone is starting it."""
    with contextlib.suppress(FileNotFoundError), open(directory / "server", "rb") as lock:
        return not _locked(lock.fileno(), fcntl.LOCK_EX)
    return False


def is_used(directory: Path) -> bool:
    """Whether any process uses the server. (The guardian holds the lock as well, but exclusively.)"""
    with contextlib.suppress(FileNotFoundError), open(directory / "users", "rb") as lock:
        return not _locked(lock.fileno(), fcntl.LOCK_EX) and _locked(lock.fileno(), fcntl.LOCK_SH)
    return False


def leave(directory: Path) -> None:
    """Stop using the server, and wait for its end unless someone else uses it."""
    if users := _users.pop(directory, None):
        users.close()
    deadline = time.monotonic() + PATIENCE
    while is_running(directory) and not is_used(directory) and time.monotonic() < deadline:
        time.sleep(0.02)


def _running_server(directory: Path) -> dict[str, object]:
    make_folder(directory)
    deadline = time.monotonic() + PATIENCE
    pause = 0.01
    starts = 0
    while time.monotonic() < deadline:
        if _become_user(directory):
            with open_own(directory / "server") as lock:
                if _locked(lock.fileno(), fcntl.LOCK_EX):
                    if starts == STARTS:
                        raise ServerError(f"The embedded PostgreSQL did not start: {_last_words(directory)}")
                    _start(directory, lock)
                    starts += 1
                elif params := _answering(directory, lock):
                    return params
        time.sleep(pause)
        pause = min(0.2, pause * 1.2)
    raise ServerError(f"The embedded PostgreSQL does not answer; its log is {directory / 'postgres.log'}.")


def _become_user(directory: Path) -> bool:
    """False while the guardian is stopping the server."""
    users = _users.get(directory)
    if users and os.fstat(users.fileno()).st_nlink:
        return True
    users = open_own(directory / "users")  # for the first time, or because the whole folder was removed
    if not _locked(users.fileno(), fcntl.LOCK_SH):
        users.close()
        return False
    _users[directory] = users  # open until the process ends, in forked children as well
    return True


def _answering(directory: Path, lock: IO[str]) -> dict[str, object] | None:
    lock.seek(0)
    params = {
        "host": lock.read().strip(),
        "port": PORT,
        "user": cluster.ROLE,
        "requirepeer": account_of(directory).name,
    }
    if not params["host"]:
        return None
    conninfo = make_conninfo(**params, dbname="postgres", connect_timeout=5)
    return params if psycopg.pq.PGconn.ping(conninfo.encode()) == psycopg.pq.Ping.OK else None


def _start(directory: Path, lock: IO[str]) -> None:
    lock.truncate(0)
    place = find_place(directory, account_of(directory))
    cluster.initialise(place, lock.fileno())
    # An abstract socket has no path that could be too long; a new name for every start cannot be occupied beforehand.
    # The colon: psycopg takes "@name" for a host to look up, and "?:name" for a path.
    socket = f"@:storyjobs-{secrets.token_hex(16)}"
    options = OPTIONS | {"unix_socket_directories": socket} | cluster.access_options(place)
    command = [str(place.binaries / "postgres"), "-D", str(place.data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    lock.write(socket)
    lock.flush()
    _hand_over(directory, place.account.command(command, parent_death="INT"), lock.fileno())


def _hand_over(directory: Path, command: list[str], lock: int) -> None:
    """Let the guardian run the server, and hold the lock from here on."""
    log = directory / "postgres.log"
    with contextlib.suppress(FileNotFoundError):
        log.replace(directory / "postgres.log.1")
    guardian = [sys.executable, "-I", "-S", str(Path(__file__).with_name("guardian.py")), str(directory / "users")]
    with open_own(log) as output:
        subprocess.run(
            [*guardian, *command],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[lock],
            cwd="/",
            env=ENVIRONMENT,
        )


def _last_words(directory: Path) -> str:
    """Why the server ended, in its own words."""
    lines = (directory / "postgres.log").read_text("utf-8", "replace").splitlines()
    reasons = [line for line in lines if re.search("FATAL|PANIC", line) and "the database system is" not in line]
    if not reasons and shutil.disk_usage(directory).free < 2**20:
        return "the disk is full."
    return (reasons or lines or ["it left no word in its log."])[-1]


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
