"""manage.py backup: the database and the pictures in one file, tried out."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from jobs.errors import JobError
from storyjobs.backup import backup
from storyjobs.backup.errors import BackupError
from users.management.arguments import count
from users.management.progress import progress
from users.management.stopping import interrupted_by_stop_signals


class Command(BaseCommand):
    help = (
        "Writes everything that storyjobs keeps into one tar file: PostgreSQL's dump, the media of the local store, a "
        "manifest and checksums. It may run at any time; the dump is of one moment. The file appears when it is "
        "complete and has been restored into a scratch database, row by row as many as there were. It is readable by "
        "you alone (0600) and not encrypted: it holds families' pictures, so keep it where nobody else gets at it. "
        "Files at Cloudinary are listed, not fetched. Not in it: .env and var/secret_key. Keep both somewhere else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            metavar="FOLDER",
            type=Path,
            default=settings.BASE_DIR / "var" / "backups",
            help="better one on another disk (default: %(default)s)",
        )
        parser.add_argument(
            "--keep",
            metavar="N",
            type=count,
            default=7,
            help="so many of the newest backups stay in the folder, older ones are deleted (default: %(default)s)",
        )
        parser.add_argument("--no-verify", action="store_true", help="do not restore it into a scratch database")

    def handle(self, *args: Any, to: Path, keep: int, no_verify: bool, **options: Any) -> None:
        with interrupted_by_stop_signals():
            made = _made(to, is_verified=not no_verify)
            self._tell(made, not no_verify)
            for path in backup.rotate(to, keep):
                self.stdout.write(f"Deleted {path.name}: {keep} are kept.")

    def _tell(self, made: backup.Made, is_verified: bool) -> None:
        manifest = made.manifest
        rows, size = sum(manifest.tables.values()), made.size / 1e6
        tried = "tried out in a scratch database" if is_verified else "not tried out"
        self.stdout.write(
            f"{made.path}: {size:.1f} MB, {rows} rows of {len(manifest.tables)} tables, "
            f"{manifest.media_files} media files, {tried}."
        )
        for store, files in manifest.elsewhere.items():
            self.stdout.write(f"{files} files are at {store} and not in it; elsewhere.json lists them.")
        if manifest.missing:
            self.stdout.write(
                f"{len(manifest.missing)} files of the local store were erased meanwhile or are lost; "
                "manifest.json lists them as missing."
            )


def _made(to: Path, is_verified: bool) -> backup.Made:
    try:
        return backup.make(to, is_verified, progress)
    except KeyboardInterrupt:
        raise CommandError("Stopped. There is no new backup.", returncode=130) from None
    except (BackupError, JobError) as error:
        raise CommandError(f"There is no new backup. {error}") from None
    except OSError as error:
        raise CommandError(f"There is no new backup. {error.filename or to}: {error.strerror}.") from None
