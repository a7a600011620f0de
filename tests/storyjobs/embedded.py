"""Programs that use the embedded server, as real processes, for the tests of its life and its doors."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

USER = """
import pathlib, sys, psycopg
from storyjobs.embedded_postgres.server import connection_params
with psycopg.connect(**connection_params(pathlib.Path(sys.argv[1])), dbname="storyjobs", autocommit=True) as connection:
    connection.execute(sys.argv[2])
    print("ready", flush=True)
    sys.stdin.read()
"""


def run_python(program: str, *arguments: object, prefix: tuple[str, ...] = ()) -> subprocess.Popen:
    """Start a Python program that can import the project; `prefix` is a command to start it with."""
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def start_user(directory: Path, statement: str = "SELECT 1", prefix: tuple[str, ...] = ()) -> subprocess.Popen:
    """A process that has connected and stays connected until `end` or a kill."""
    return run_python(USER, directory, statement, prefix=prefix)


def wait_ready(user: subprocess.Popen) -> None:
    assert user.stdout.readline() == "ready\n", user.communicate()[1]


def end(user: subprocess.Popen) -> None:
    _, errors = user.communicate(timeout=30)
    assert user.returncode == 0, errors


@contextmanager
def using(directory: Path, statement: str = "SELECT 1", prefix: tuple[str, ...] = ()):
    """A connected user of the server for the length of the block."""
    user = start_user(directory, statement, prefix)
    try:
        wait_ready(user)
        yield user
    finally:
        if user.poll() is None:
            end(user)


def copy_server(seed: Path, directory: Path) -> Path:
    """A stopped server's folder once more, owners included: much faster than to initialise one."""
    subprocess.run(["cp", "-a", seed, directory], check=True)
    return directory


def postmaster_of(directory: Path) -> int:
    return int((directory / "data" / "postmaster.pid").read_text().split()[0])


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def eventually(condition, seconds: float = 20) -> bool:
    """Whether the condition holds before the time is up; looks often."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
