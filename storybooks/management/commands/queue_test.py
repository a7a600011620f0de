"""manage.py queue_test: many jobs at once, and whether the queue does right by each."""

import asyncio
import json
import math
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from rich.console import Console

from jobs import fleet
from storybooks.load.figures import Figures
from storybooks.load.queue import Check, QueueTest, Times, checks, times
from storybooks.load.running import Ended, run
from storybooks.load.site import opened
from storybooks.load.visitors import Visitor
from storybooks.load.wanted import KINDS
from storybooks.management.loading import add_target, is_watched, refuse_ended, testing
from users.management.arguments import count, duration


class Command(BaseCommand):
    help = (
        "Starts so many jobs at once over HTTP, watches the queue drain through /api/jobs/health and the lists of who "
        "has started them, and then looks whether each has ended exactly once, in the order of priority and age, and "
        "whether what was told over HTTP is what the rows say. The jobs are those of users made for the test in the "
        "server's database, so run it beside the server, with its settings; at the end, or after a Ctrl-C, they are "
        "erased. Exit code 1: something was not as it should be, or took too long. 130: stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_target(parser)
        parser.add_argument("--jobs", metavar="N", type=count, default=50, help="how many (default: 50)")
        parser.add_argument(
            "--type", metavar="T", choices=KINDS, default="image", help=f"one of {', '.join(KINDS)} (default: image)"
        )
        parser.add_argument(
            "--timeout",
            metavar="10m",
            type=duration,
            default=timedelta(minutes=10),
            help="the queue has to be empty in this time (default: 10m)",
        )

    def handle(self, *args: Any, jobs: int, timeout: timedelta, **options: Any) -> None:
        if not fleet.alive():
            raise CommandError("No cluster is alive, so nothing would drain. Start manage.py qcluster first.")
        figures = Figures()
        with testing(options, _visitors_for(jobs)) as visitors:
            test, ended = asyncio.run(_drained(visitors, figures, jobs, timeout.total_seconds(), options))
            found, took = checks(test, jobs), times(list(test.started))
        self._tell(figures, found, took, options["json"])
        refuse_ended(ended)
        if not test.is_over:
            raise CommandError(f"The queue was not empty after {timeout}.")
        if any(check.wrong for check in found) or figures.errors:
            raise CommandError("The queue did not do right by all of them.")

    def _tell(self, figures: Figures, found: list[Check], took: Times, as_json: bool) -> None:
        if as_json:
            parts = {"checks": [asdict(check) for check in found], "times": asdict(took)}
            self.stdout.write(json.dumps(figures.as_json() | parts, indent=1))
            return
        Console(file=self.stdout, width=100).print(figures.table())
        for name, (p50, p95) in {
            "waited": (took.waited_p50, took.waited_p95),
            "ran": (took.ran_p50, took.ran_p95),
        }.items():
            if p50 is not None:
                self.stdout.write(f"Jobs {name} {p50 / 1000:.1f} s at the median; 95 % at most {p95 / 1000:.1f} s")
        for check in found:
            self.stdout.write(f"  {'WRONG' if check.wrong else 'ok':<8}{check.sentence}{_colon(check.wrong)}")
        for error, number in figures.errors.most_common():
            self.stdout.write(f"{number:>8} {error}")


async def _drained(
    visitors: list[Visitor], figures: Figures, jobs: int, seconds: float, options: dict[str, Any]
) -> tuple[QueueTest, Ended]:
    async with opened(options["url"], figures) as site:
        await site.refuse_strange(visitors[0])
        unpaid = [] if options["yes_pay"] else [visitor.user.pk for visitor in visitors]
        test = QueueTest(site, visitors, figures, options["type"], jobs)
        return test, await run(test.run(), seconds, unpaid, test.table, is_watched(options))


def _visitors_for(jobs: int) -> int:
    """As many as may have that many unfinished jobs, and start so many in their time."""
    starts = settings.RATE_LIMIT_STARTS
    return math.ceil(jobs / min(settings.MAX_JOBS_PER_USER, starts.most if starts else jobs))


def _colon(wrong: str) -> str:
    return f": {wrong}" if wrong else ""
