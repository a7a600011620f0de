"""manage.py cleanup_jobs: finished jobs that are old enough go."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from jobs import cleanup
from users.management.arguments import duration
from users.management.progress import progress


class Command(BaseCommand):
    help = (
        "Deletes jobs that ended long enough ago, with their steps and history, as the hourly schedule does. The books "
        "that they made stay, with all their files. Unfinished jobs are never touched, and jobs whose message to a "
        "callback address is still to be delivered stay until it is. What is deleted is gone: --dry-run only counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than",
            metavar="7d|12h",
            type=duration,
            help=f"ended longer ago than this (default: JOB_RETENTION_DAYS, {settings.JOB_RETENTION_DAYS}d)",
        )
        parser.add_argument("--dry-run", action="store_true", help="only count what would go, by type and status")
        parser.add_argument(
            "--pause",
            metavar="200ms",
            type=duration,
            default=timedelta(0),
            help=f"let the database rest for so long after each batch of {cleanup.BATCH} (default: not at all)",
        )

    def handle(self, *args: Any, older_than: timedelta | None, dry_run: bool, pause: timedelta, **options: Any) -> None:
        if dry_run:
            self._tell(cleanup.count_old(older_than), "would be deleted")
            return
        gone = cleanup.Counts()
        with progress("Jobs deleted:") as bar:

            def told(batch: cleanup.Counts) -> None:
                gone.update(batch)
                bar(batch.total())

            try:
                cleanup.delete_old(older_than, told, pause.total_seconds())
            except KeyboardInterrupt:
                raise CommandError(f"Stopped. {gone.total()} jobs were deleted.", returncode=130) from None
        self._tell(gone, "deleted")

    def _tell(self, counts: cleanup.Counts, what: str) -> None:
        for (job_type, status), count in sorted(counts.items()):
            self.stdout.write(f"{count:>8} {job_type}, {status}")
        self.stdout.write(f"{counts.total():>8} jobs {what}.")
