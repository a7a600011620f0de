"""What every bench needs: a database of its own, clusters and a web server on it, and clean ends."""

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(main: Callable[[], None]) -> None:
    """Run a bench; a Ctrl-C or SIGTERM ends it through its `finally` blocks, with exit code 130."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin with it ignored
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # asyncio has its own way with SIGINT
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)


def prepare(**variables: str) -> None:
    """Set up Django on a scratch database and media folder, both gone at the end."""
    scratch = tempfile.mkdtemp(prefix="storyjobs-bench-")
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "STORYJOBS_TEST_CHILD": "1",
        "DATABASE_URL": "",  # never the developer's own: a bench deletes jobs
        "POSTGRES_DIR": f"{scratch}/postgres",
        "MEDIA_ROOT": f"{scratch}/media",
        "TMPDIR": scratch,  # what anybody else makes there goes with it
        "LOG_LEVEL": "WARNING",
        "ENABLE_METRICS_COLLECTION": "true",  # tests have it off; who runs a site has not
    }
    os.environ.update(own | variables)
    tempfile.tempdir = scratch
    import django
    from django.core.management import call_command

    django.setup()
    atexit.register(clear_away, Path(os.environ["POSTGRES_DIR"]), scratch)
    call_command("migrate", run_syncdb=True, verbosity=0)


def clear_away(postgres: Path, scratch: str) -> None:
    from django.db import connections

    from storyjobs.embedded_postgres.server import leave

    connections.close_all()
    leave(postgres)
    shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def cluster(**variables: str) -> Iterator[subprocess.Popen]:
    """A running cluster; stopped by SIGTERM, at worst killed."""
    command = [sys.executable, str(ROOT / "manage.py"), "qcluster"]
    process = subprocess.Popen(command, env={**os.environ, **variables}, start_new_session=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def web(**variables: str) -> Iterator[tuple[str, int, int]]:
    """A running web server of one process: its host, port and process id."""
    from tests.books.web import RunningWeb

    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    with (
        tempfile.TemporaryDirectory(prefix="storyjobs-bench-web-") as folder,
        RunningWeb(Path(folder), PYTHONPATH=path, UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN=1, **variables) as running,
    ):
        host, _, port = running.base.removeprefix("http://").partition(":")
        yield host, int(port), running.process.pid


def until(condition, seconds: float = 300.0) -> None:
    """Wait for what a bench cannot go on without."""
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            sys.exit("The bench did not get to its end in time.")
        time.sleep(0.05)


def percentile(values: list[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]
