"""The database for the length of a program: reachable, migrated, and, where it is the embedded one, kept running."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from services import ROOT

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyjobs.settings")


@contextmanager
def database() -> Iterator[None]:
    """Connect, which starts the embedded server, and keep it for the block. Exits with a sentence when that fails."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error, connection

    from storyjobs.embedded_postgres.server import leave

    try:
        connection.ensure_connection()
    except (ImproperlyConfigured, Error) as error:
        sys.exit(str(error).strip())
    connection.close()
    try:
        yield
    finally:
        from django.conf import settings

        leave(settings.POSTGRES_DIR)


def stop_seconds() -> float:
    """How long web server and cluster may take to stop: the cluster's own deadline and some air."""
    from django.conf import settings

    return settings.CLUSTER_STOP_SECONDS + 10


def cancel_job(job_id: str) -> None:
    """Cancel a job unless it is finished."""
    import django

    django.setup()
    from jobs.engine import IllegalMove, cancel

    with suppress(IllegalMove):
        cancel(UUID(job_id), actor="bin/demo")


def migrate() -> None:
    """Bring the tables up to date. Exits when that fails."""
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
    # In a process group of its own: a Ctrl-C reaches us alone, and we end it.
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, process_group=0).returncode != 0:
        sys.exit("The database could not be migrated.")
