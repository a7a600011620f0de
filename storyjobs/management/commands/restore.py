"""manage.py restore: what a backup holds takes the place of what is there."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import Error

from jobs.errors import JobError
from storyjobs.backup import databases
from storyjobs.backup.errors import BackupError
from storyjobs.backup.restore import Restored, restore, tidy
from users.management.progress import progress
from users.management.stopping import interrupted_by_stop_signals


class Command(BaseCommand):
    help = (
        "Restores a backup of manage.py backup: the checksums are compared, the dump is restored into a new database "
        "beside ours, counted, migrated and checked for row-level security; the media go back to their store; at last "
        "the new database takes the place of ours, which stays under another name. Until then a failure changes "
        "nothing. It refuses while anybody else is connected. Everybody has to sign in again, and whoever was "
        "erased since the backup, as the database says that was there, is erased again. Jobs that were unfinished go "
        "on when a cluster starts, and may pay once more for what they have bought since the backup."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.tar", type=Path, help="made by manage.py backup, and by nobody else")
        parser.add_argument(
            "--into",
            metavar="NAME",
            type=_database,
            help="another database of the same server; then the media are left alone",
        )
        parser.add_argument("--yes", action="store_true", help="also where the database is not empty")

    def handle(self, *args: Any, file: Path, into: str | None, yes: bool, **options: Any) -> None:
        with interrupted_by_stop_signals():
            restored = _restored(file, into, yes)
            self._tell(restored)
            if restored.media_files is not None:
                self._tidy()

    def _tell(self, done: Restored) -> None:
        rows = sum(done.manifest.tables.values())
        self.stdout.write(f"The database {done.name} is that of {done.manifest.made_at}: {rows} rows.")
        if done.before:
            self.stdout.write(f'What was there is now {done.before}. In dbshell: DROP DATABASE "{done.before}"')
        if done.media_files is None:
            self.stdout.write("The media were left alone: this is another database than ours.")
        else:
            self.stdout.write(f"{done.media_files} media files are back.")
        for store, count in done.manifest.elsewhere.items():
            self.stdout.write(f"{count} files are expected at {store}, as they were.")
        if done.erased is None:
            self.stdout.write("Nobody can say who was erased since then. See docs/privacy.md.")
        else:
            self.stdout.write(f"{done.erased} people had been erased since then, and go again.")

    def _tidy(self) -> None:
        try:
            aside = tidy()
        except KeyboardInterrupt:
            raise CommandError("Restored; stopped while tidying up, which clusters do.", returncode=130) from None
        if aside.count:
            self.stdout.write(f"{aside.count} files that it does not know were put aside: {aside.folder}")


def _database(text: str) -> str:
    """Empty, as a variable of a shell may be by mistake, would mean ours."""
    if not text or len(text.encode()) > databases.NAME_BYTES:
        raise ArgumentTypeError(f"{text!r} is no name of a database: it has 1 to {databases.NAME_BYTES} bytes")
    return text


def _restored(file: Path, into: str | None, yes: bool) -> Restored:
    try:
        return restore(file, into, yes, progress)
    except KeyboardInterrupt:
        raise CommandError("Stopped. The database is what it was.", returncode=130) from None
    except (BackupError, JobError) as error:
        raise CommandError(f"Not restored. {error}") from None
    except Error as error:
        raise CommandError(f"Not restored. {str(error).strip()}") from None
    except OSError as error:
        raise CommandError(f"Not restored. {error.filename or file}: {error.strerror}.") from None
