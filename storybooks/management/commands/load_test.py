"""manage.py load_test: many families at once, over HTTP."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from rich.console import Console

from storybooks.load.figures import Figures, Limits
from storybooks.load.life import Life
from storybooks.load.running import Ended, run
from storybooks.load.site import opened
from storybooks.load.visitors import Visitor
from storybooks.load.wanted import KINDS, QUICK
from storybooks.management.loading import add_target, is_watched, refuse_ended, testing
from users.management.arguments import count, duration, percent


class Command(BaseCommand):
    help = (
        "Puts the running server under the load of so many families at once: each starts jobs, asks how they go, looks "
        "at its list, sometimes cancels. It shows how long each kind of request takes, what went wrong, and what was "
        "refused by a limit (429, which is honoured and is no error). The families are users made for the test in the "
        "server's database, so run it beside the server, with its settings; at the end, or after a Ctrl-C, they are "
        "erased with all that is theirs. Exit code 1: a threshold was not kept. 130: stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_target(parser)
        parser.add_argument("--users", metavar="N", type=count, default=10, help="at once (default: 10)")
        parser.add_argument(
            "--duration", metavar="5m", type=duration, default=timedelta(minutes=5), help="how long (default: 5m)"
        )
        parser.add_argument(
            "--type",
            metavar="T",
            action="append",
            choices=KINDS,
            help=f"what they start: {', '.join(KINDS)}; repeatable (default: {' and '.join(QUICK)}, which are short)",
        )
        parser.add_argument(
            "--max-p95",
            metavar="500ms",
            type=duration,
            default=timedelta(seconds=1),
            help="of each kind of request, 95 percent are to be answered in this time (default: 1s)",
        )
        parser.add_argument(
            "--max-errors", metavar="1%", type=percent, default=1.0, help="of all requests may fail (default: 1%%)"
        )

    def handle(self, *args: Any, users: int, duration: timedelta, max_p95: timedelta, **options: Any) -> None:
        figures = Figures()
        kinds = options["type"] or list(QUICK)
        with testing(options, users) as families:
            ended = asyncio.run(_lived(families, figures, kinds, duration.total_seconds(), options))
        broken = figures.broken(Limits(max_p95, options["max_errors"]))
        self._tell(figures, broken, options["json"])
        refuse_ended(ended)
        if broken:
            raise CommandError("Too slow or too faulty.")

    def _tell(self, figures: Figures, broken: list[str], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(figures.as_json() | {"broken": broken}, indent=1))
            return
        Console(file=self.stdout, width=100).print(figures.table())
        jobs = ", ".join(f"{number} {status}" for status, number in sorted(figures.jobs.items())) or "none has ended"
        self.stdout.write(f"Jobs: {jobs}")
        for error, number in figures.errors.most_common():
            self.stdout.write(f"{number:>8} {error}")
        self.stdout.write("\n".join(broken) or "All thresholds were kept.")


async def _lived(
    families: list[Visitor], figures: Figures, kinds: list[str], seconds: float, options: dict[str, Any]
) -> Ended:
    async with opened(options["url"], figures) as site:
        await site.refuse_strange(families[0])
        unpaid = [] if options["yes_pay"] else [family.user.pk for family in families]
        lives = [Life(site, family, figures, kinds) for family in families]
        return await run(_together(lives), seconds, unpaid, figures.table, is_watched(options))


async def _together(lives: list[Life]) -> None:
    async with asyncio.TaskGroup() as group:
        for life in lives:
            group.create_task(life.live())
