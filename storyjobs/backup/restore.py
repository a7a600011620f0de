"""Bringing a backup back: everything is made ready beside what is there, and takes its place at the very end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from jobs import cleanup
from storybooks.clean_up import clean_up
from storyjobs.backup import databases, media
from storyjobs.backup.archive import Backup, Manifest, Stage, opened
from storyjobs.backup.backup import fill
from storyjobs.backup.errors import BackupError
from users.erasure import erase_requested, gone, stay_gone
from users.models import PhoneOTP, SignIn
from users.row_security.protection import protect_again
from users.row_security.report import problems
from users.row_security.roles import create_roles


@dataclass(frozen=True)
class Restored:
    """`before` is the database that was there, under its new name. `erased` people are there again and will be gone in
    a minute; None where nobody could say. `media_files` is None where the media were not to be brought back.
    """

    manifest: Manifest
    name: str
    before: str | None
    erased: int | None
    media_files: int | None


@dataclass(frozen=True)
class PutAside:
    """Files that are in nobody's database, and where they are now."""

    count: int
    folder: Path


def restore(path: Path, into: str | None, may_replace: bool, stage: Stage) -> Restored:
    """Restore the backup as our database with its media, or as another database of the same server without them.

    Raises BackupError, OSError, CommandError, DatabaseError and what the media store raises; then the database is what
    it was.
    """
    ours = connection.settings_dict["NAME"]
    name = into or ours
    _refuse_the_servers_own(name)
    with path.open("rb") as file, opened(file, path.parent, stage) as backup:
        _refuse_newer(backup.manifest)
        was_empty = _is_bare(name)
        _refuse_taken(name, may_replace or was_empty)
        erased_since = None if was_empty else _gone(name)
        with _room_for(name) as fresh:
            with databases.connected_to(fresh):
                _fill(backup, stage)
                erased = None if erased_since is None else stay_gone(erased_since)
            files = _bring_back(backup, stage) if name == ours else None
            before = databases.take_place(fresh, name) if fresh != name else None
    if before and was_empty:
        databases.drop(before)
        before = None
    return Restored(backup.manifest, name, before, erased, files)


def tidy() -> PutAside:
    """What clusters would do soon, done now: whoever was erased since the backup and whatever is too old goes again.
    And what they could not: files that the database does not know leave the store.
    """
    erase_requested()
    cleanup.delete_old()
    clean_up()
    return PutAside(*media.put_aside())


def _refuse_the_servers_own(name: str) -> None:
    """Which it cannot do without, and which is asked while another one changes its name."""
    if name in ("postgres", "template0", "template1"):
        raise BackupError(f'"{name}" belongs to the server. Restore into a database of another name: --into storyjobs')


def _refuse_newer(manifest: Manifest) -> None:
    """What a newer version of storyjobs has made, this one would not understand."""
    here = MigrationLoader(None).disk_migrations
    apps = {app for app, _ in here}
    made = {(app, name) for app, names in manifest.migrations.items() for name in names if app in apps}
    if newer := sorted(f"{app}.{name}" for app, name in made - here.keys()):
        raise BackupError(f"A newer version of storyjobs made this backup; this one does not know {', '.join(newer)}.")


def _is_bare(name: str) -> bool:
    """Nothing would be lost with it. Also one that is not there; one that is too damaged to tell is not."""
    if not databases.exists(name):
        return True
    with databases.connected_to(name):
        try:
            return not databases.holds_anything()
        except DatabaseError:
            return False


def _refuse_taken(name: str, may_replace: bool) -> None:
    if others := databases.sessions(name):
        raise BackupError(
            f"{others} other sessions are connected to the database {name}. Stop web servers, clusters and whatever "
            "else uses it first; bin/serve and manage.py qcluster stop with Ctrl-C or SIGTERM."
        )
    if not may_replace:
        raise BackupError(
            f"The database {name} is not empty. With --yes the backup takes its place, and it stays under another name."
        )


def _gone(name: str) -> dict[UUID, datetime] | None:
    """Who was erased or wants to be, as the database says that is there now; None where it does not know."""
    with databases.connected_to(name):
        try:
            return gone()
        except DatabaseError:  # damaged, or of a version that kept no list
            return None


@contextmanager
def _room_for(name: str) -> Iterator[str]:
    """A new database that may take the place of this one; where our login may make none, this one if it is empty."""
    if databases.may_create():
        with databases.scratch() as fresh:
            yield fresh
        return
    with databases.connected_to(name):  # a host's own schemas beside ours do no harm
        is_empty = not databases.tables()
    if not is_empty:
        raise BackupError(f"{name} is not empty, and the login may not make a database that takes its place.")
    yield name


def _fill(backup: Backup, stage: Stage) -> None:
    if backup.manifest.server_version // 10_000 > connection.pg_version // 10_000:
        raise BackupError(f"It is of PostgreSQL {backup.manifest.server_version // 10_000}, and the server is older.")
    create_roles(connection)
    fill(backup, stage)
    call_command("migrate", interactive=False, verbosity=0)
    protect_again(connection)
    _sign_everybody_out()
    if wrong := problems(connection):
        raise BackupError("Row-level security is not as declared:\n" + "\n".join(wrong))


def _sign_everybody_out() -> None:
    """Whoever signed out since the backup, or was signed out, must not be in again."""
    Session.objects.all().delete()
    SignIn.objects.filter(ended_at=None).update(ended_at=timezone.now())
    PhoneOTP.objects.all().delete()


def _bring_back(backup: Backup, stage: Stage) -> int:
    with stage("Media files:") as told:
        return media.bring_back(backup, told)
