"""manage.py seed_jobs: a database that is as full as after years."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from jobs import seeding
from jobs.models import Job
from users.management.arguments import count
from users.management.progress import progress

DAY = 86_400


class Command(BaseCommand):
    help = (
        "Stores very many jobs that have ended, with steps and history, and the people who own them: to see how lists, "
        "dashboard and commands do with a full database. Nothing of it is ever run or paid. For a database of its own: "
        "it refuses one that has jobs already, unless you say --beside-others."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("jobs", nargs="?", type=count, default=1_000_000, help="how many (default: 1,000,000)")
        parser.add_argument("--people", type=count, default=10_000, help="who own them (default: 10,000)")
        parser.add_argument(
            "--a-day", type=count, default=500, help="how many of them on each day, back from now (default: 500)"
        )
        parser.add_argument("--beside-others", action="store_true", help="also where there are jobs already")
        parser.add_argument("--remove", action="store_true", help="delete what was seeded, and nothing else")

    def handle(self, *args: Any, jobs: int, people: int, a_day: int, beside_others: bool, remove: bool, **options: Any):
        if remove:
            with progress("Jobs deleted:") as bar:
                seeding.remove(bar)
            self.stdout.write(f"{bar.count} seeded jobs deleted, and the people who owned them.")
            return
        if seeding.there_is_some():
            raise CommandError("There are seeded jobs already. Delete them first: manage.py seed_jobs --remove")
        if Job.objects.exists() and not beside_others:
            raise CommandError("This database has jobs. Use another one, or say --beside-others.")
        with progress("Jobs stored:") as bar:
            seeding.seed(seeding.Plan(jobs, people, DAY / a_day), timezone.now(), bar)
        self.stdout.write(f"{bar.count} jobs of {people} people stored, {a_day} a day.")
