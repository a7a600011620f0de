"""manage.py process_jobs: work the queue off here and now."""

import logging
import sys
from argparse import ArgumentTypeError
from collections import Counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from jobs import measures
from jobs.drain import draining
from jobs.engine import IllegalMove, UnknownJob
from jobs.foreground import Outcome, Wanted, work_off
from jobs.job_type import job_types
from jobs.management.watching import watching

WRONG_USAGE = 2
MOST = 1_000_000


class Command(BaseCommand):
    help = (
        "Runs waiting jobs in this process, one after the other, the best first, and ends when none is due or enough "
        "were run. It also does what a cluster does beside that: takes back jobs whose worker died, delivers messages "
        "to callback addresses, and does what the schedules have due. So an installation with nothing but cron needs "
        "no daemon: start it every minute; those that still run share the work, as they do with clusters. Ctrl-C and "
        "SIGTERM hand the running job back within seconds, and it loses nothing. "
        "Exit codes: 0 no job failed, 1 a job failed, 2 wrong usage or no such job, 124 a job could not be stopped."
    )
    requires_system_checks: list[str] = []  # a mistake in the web's code must not keep jobs from running

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--max-jobs", metavar="N", type=_some, default=10, help="run at most so many (default: 10)")
        parser.add_argument(
            "--type", metavar="T", action="append", choices=list(job_types()), help="only jobs of this type; repeatable"
        )
        parser.add_argument(
            "--job", metavar="ID", type=UUID, help="run this waiting job alone, whatever it waits for, and nothing else"
        )
        parser.add_argument("--force", action="store_true", help="also while ENABLE_AUTO_PROCESSING is false")

    def handle(self, *args: Any, max_jobs: int, job: UUID | None, force: bool, **options: Any) -> None:
        if job and options["type"]:
            raise CommandError("Say --job or --type, not both.", returncode=WRONG_USAGE)
        if not (settings.ENABLE_AUTO_PROCESSING or force or job):
            self.stdout.write(
                "Automatic processing is off (ENABLE_AUTO_PROCESSING=false): only jobs that were told to run now are "
                "run. Use --force for all, or --job for one."
            )
        if options["verbosity"] < 2:  # django-q2 writes lines for everything that a schedule has due
            logging.getLogger("django-q").setLevel(logging.WARNING)
        counts = self._work_off(Wanted(1 if job else max_jobs, options["type"], job, force))
        self.stdout.write(_summary(counts))
        if job and not counts and not draining():
            raise CommandError("As many jobs run already as may run at once. Nothing was changed.")
        if counts[Outcome.FAILED]:
            sys.exit(1)

    def _work_off(self, wanted: Wanted) -> Counter[Outcome]:
        try:
            with watching(self.stdout) as watcher:
                work_off(wanted, watcher)
        except (IllegalMove, UnknownJob) as error:
            raise CommandError(error.message, returncode=WRONG_USAGE) from None
        except (OperationalError, InterfaceError):
            raise CommandError("The database is not available. What ran here goes on elsewhere.") from None
        return watcher.counts


def _some(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MOST:
        raise ArgumentTypeError(f"{text!r} is no whole number from 1 up to {MOST}")
    return int(text)


def _summary(counts: Counter[Outcome]) -> str:
    """What became of the jobs that ran here, and what is left."""
    queue = measures.queue(timezone.now())
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    stopped = "Stopped. " if draining() else ""
    return f"{stopped}Jobs run: {told or 'none'}. Still due: {queue.due}; running elsewhere: {queue.processing}."
