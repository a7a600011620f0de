"""Making a backup, safe while everything runs: dump, counts and the list of files are of one moment (one snapshot)."""

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from storybooks.media.local import LocalStore
from storyjobs.backup import databases, media
from storyjobs.backup.archive import DUMP, Backup, Manifest, Stage, Told, Writer, new_file, opened
from storyjobs.backup.errors import BackupError
from storyjobs.backup.programs import programs

NAME = "storyjobs-{:%Y%m%dT%H%M%SZ}.tar"
NAMED = re.compile(r"storyjobs-\d{8}T\d{6}Z\.tar")
DRAFT = re.compile(r"\.storyjobs-\d{8}T\d{6}Z\.tar\.part")
DRAFT_SECONDS = 86_400


@dataclass(frozen=True)
class Made:
    path: Path
    size: int
    manifest: Manifest


def make(folder: Path, is_verified: bool, stage: Stage) -> Made:
    """Write a new backup into the folder, which is made when missing. Raises BackupError and OSError, then there is
    none.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / NAME.format(now)
    with new_file(path) as file:
        manifest = _write(file, folder, now, stage)
        if is_verified:
            verify(file, folder, stage)
    return Made(path, path.stat().st_size, manifest)


def verify(file: IO[bytes], folder: Path, stage: Stage) -> None:
    """Restore it into a scratch database, which is dropped again. Raises BackupError for whatever is not as it was."""
    with (
        opened(file, folder, stage) as backup,
        databases.scratch() as name,
        databases.connected_to(name),
    ):
        fill(backup, stage)


def fill(backup: Backup, stage: Stage) -> None:
    """The dump into the empty database that Django is connected to; every table must have the rows that it had."""
    with backup.dump() as archive, stage("Restoring, bytes:") as told:
        programs().restore(archive, _growing(told))
    found, expected = databases.counts(), backup.manifest.tables
    different = [
        f"{name} has {found.get(name, 'not been restored')}, not {expected.get(name, 'known')}"
        for name in sorted(found.keys() | expected.keys())
        if found.get(name) != expected.get(name)
    ]
    if different:
        raise BackupError(f"What was restored is not what was dumped: {'; '.join(different)}.")


def rotate(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest backups in the folder, and drafts of runs that were killed; which backups went."""
    for draft in folder.iterdir():
        if DRAFT.fullmatch(draft.name) and draft.stat().st_mtime < time.time() - DRAFT_SECONDS:
            draft.unlink()
    old = sorted(path for path in folder.iterdir() if NAMED.fullmatch(path.name))[:-keep]
    for path in old:
        path.unlink()
    return old


def _write(file: IO[bytes], folder: Path, now: datetime, stage: Stage) -> Manifest:
    writer = Writer(file)
    with tempfile.TemporaryFile(dir=folder) as dump:
        with _snapshot() as snapshot:
            files, tables, migrations = media.kept_files(), databases.counts(), _migrations()
            with stage("Dumping the database, bytes:") as told:
                programs().dump(dump, snapshot, _growing(told))
        size = dump.seek(0, 2)
        dump.seek(0)
        writer.add(DUMP, dump, size)
    with stage("Media files:") as told:
        count, missing = media.write(files, writer, told)
    manifest = Manifest(
        made_at=now.isoformat(timespec="seconds"),
        database=connection.settings_dict["NAME"],
        server_version=connection.pg_version,
        tables=tables,
        migrations=migrations,
        media_files=count,
        missing=missing,
        elsewhere=dict(Counter(store for store, _, _ in files if store != LocalStore.name)),
    )
    writer.finish(manifest)
    return manifest


@contextmanager
def _snapshot() -> Iterator[str]:
    """What this transaction sees, for pg_dump to see the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # a dump may take its time
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _migrations() -> dict[str, list[str]]:
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied


def _growing(told: Told) -> Told:
    """From where something is to how much more that is."""
    last = 0

    def now_at(place: int) -> None:
        nonlocal last
        told(place - last)
        last = place

    return now_at
