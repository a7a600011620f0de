"""manage.py rescue_jobs: jobs of dead workers are taken back by hand, where no cluster is left to do it."""

from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import transaction

from jobs import fleet
from jobs.states import Status
from jobs.stuck import StuckJob, stuck
from jobs.sweep import rescue

BECAME = {
    Status.PENDING: "back in the queue: the next worker goes on behind its finished steps",
    Status.FAILED: "failed: it has lost its worker as often as it may be retried",
    Status.CANCELLED: "cancelled, as somebody had asked",
}


class Command(BaseCommand):
    help = (
        "Shows jobs that look stuck and takes back those whose worker is gone, through the same door as the sweep that "
        "every cluster does each two seconds: it is needed only where no cluster runs. A worker renews its lease each "
        "second; a job whose lease has run out is lost. It goes back to the queue, or ends failed when no retry is "
        "left. A job whose lease is good has a living worker and is never touched, even when it is late: taking it "
        "away would have two workers pay for the same pictures. Cancel it in the admin or by POST /api/jobs/cancel/ID."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only show them")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        found = stuck()
        self.stdout.write(f"🔍 Found {len(found)} potentially stuck jobs")
        for job in found:
            self.stdout.write(_described(job))
        if any(not job.is_lost for job in found):
            self.stdout.write("A late job whose lease is good still has its worker. Cancel it if it must end.")
        if not dry_run:
            self._rescue()

    def _rescue(self) -> None:
        with transaction.atomic():
            rescued = rescue(actor="rescue_jobs")
        for id, status in rescued.items():
            self.stdout.write(f"{id} is {BECAME[status]}.")
        self.stdout.write(f"Rescued {len(rescued)} jobs.")
        if Status.PENDING in rescued.values() and not fleet.alive():
            self.stdout.write("No cluster is alive to go on with them. Start manage.py qcluster, or run process_jobs.")


def _described(job: StuckJob) -> str:
    limit = f", may run for {_clock(job.limit)}" if job.limit else ""
    worker = "lost: its lease has run out" if job.is_lost else "late, but its lease is good"
    return f"{job.id} {job.type}, {_clock(job.running)}{limit}, {job.worker}, {job.step!r}: {worker}"


def _clock(length: timedelta) -> str:
    return str(timedelta(seconds=round(length.total_seconds())))
