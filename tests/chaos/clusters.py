"""Real clusters as processes, their parts by role, and what their jobs wrote down."""

import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]


def eventually(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    """Whether the condition comes true before the time is up; looks often."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def closed_to_all() -> Iterator[None]:
    """Every session of the test's database is ended, and none is let in."""
    name = connection.settings_dict["NAME"]
    params = connection.get_connection_params() | {"dbname": "postgres", "autocommit": True, "prepare_threshold": None}
    connection.close()
    with psycopg.connect(**params) as admin:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


class RunningCluster:
    """`manage.py qcluster`, or another command, in a session of its own, on the database of the test; started by
    `prefix`, if there is one."""

    def __init__(self, folder: Path, number: int, *command: str, prefix: Sequence[str] = (), **environment: object):
        self.log = folder / f"cluster-{number}.log"
        variables = {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "TEST_DATABASE": connection.settings_dict["NAME"],
            "CHAOS_DIARY": str(folder / "diary"),
            "MEDIA_ROOT": str(folder / "media"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "MAX_CONCURRENT_JOBS": "100",
            **{name: str(value) for name, value in environment.items()},
        }
        with self.log.open("wb") as log:
            self.main = subprocess.Popen(
                [*prefix, sys.executable, "manage.py", *(command or ["qcluster"])],
                cwd=ROOT,
                env=os.environ | variables,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        assert eventually(lambda: "cluster.ready" in self.said() or self.main.poll() is not None), self.said()
        assert self.main.poll() is None, self.said()
        assert eventually(lambda: self.parts("pusher") and self.parts("monitor")), self.said()

    def said(self) -> str:
        return self.log.read_text()

    def parts(self, role: str) -> list[psutil.Process]:
        """Its living processes of a role: sentinel, worker, pusher or monitor."""
        return [process for process in self.processes() if _name(process) == f"q-{role}"]

    def processes(self) -> list[psutil.Process]:
        """Every living process of its session, orphans as well."""
        return [process for process in psutil.process_iter() if _session(process.pid) == self.main.pid]

    def kill(self, role: str, *, count: int | None = None) -> list[int]:
        """kill -9 of the parts of a role, or of `count` of them; returns their process ids."""
        victims = self.parts(role)
        random.shuffle(victims)
        victims = victims[:count]
        for victim in victims:
            victim.kill()
        return [victim.pid for victim in victims]

    def signal_group(self, signum: int) -> None:
        os.killpg(self.main.pid, signum)

    def stop(self, *, within: float) -> int:
        """SIGTERM to the main process; its exit code."""
        self.main.terminate()
        return self.exit_code(within=within)

    def exit_code(self, *, within: float) -> int:
        code = self.main.wait(within)
        assert eventually(lambda: not self.processes(), 1), [process.cmdline() for process in self.processes()]
        return code

    def clear_away(self) -> None:
        """Whatever happened: nothing of it may go on, or the test database cannot be emptied."""
        for process in self.processes():
            process.kill()
        self.main.kill()
        self.main.wait()


class Diary:
    """What the jobs of all clusters wrote, in the order they wrote it: (job, process, event)."""

    def __init__(self, folder: Path):
        self._path = folder / "diary"
        self._path.touch()

    def entries(self, job_id) -> list[tuple[int, str]]:
        lines = [line.split() for line in self._path.read_text().splitlines()]
        return [(int(pid), event) for job, pid, event in lines if job == str(job_id)]

    def worker_of(self, job_id) -> int | None:
        """The process that wrote last for the job."""
        entries = self.entries(job_id)
        return entries[-1][0] if entries else None

    def overlaps(self, job_id) -> bool:
        """Whether a process wrote for the job after another one had taken over."""
        order = [pid for pid, _ in self.entries(job_id)]
        changes = sum(1 for before, after in itertools.pairwise(order) if before != after)
        return changes > len(set(order)) - 1


def _session(pid: int) -> int | None:
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return None
    return None if state == "Z" else int(rest[2])


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""
