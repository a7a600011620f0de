"""manage.py erase_user: everything about one person goes."""

import sys

from django.core.management import BaseCommand, CommandError

from users.erasure import Erasure, StillBusy, erase
from users.management.progress import progress
from users.models import User
from users.people import UnknownPerson, person
from users.personal_data import tables


class Command(BaseCommand):
    help = (
        "Erases everything that is kept about one person: their jobs are stopped, their pictures and books are erased "
        "wherever they are hosted, their rows are deleted. What has to stay for others' sake, as an order that was "
        "paid, loses its name. It can be cut off and run again. Counts of requests are kept under keyed hashes and "
        "expire by themselves within a day; so is, for 400 days, that this person was erased, lest a backup brings "
        "them back. Exit code 1: something is left, and the output says what."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("person", metavar="PHONE|EMAIL|ID", help="whom: +966512345678, an e-mail address, an id")
        parser.add_argument("--dry-run", action="store_true", help="only count what would go")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, dry_run: bool, yes: bool, **options) -> None:
        try:
            user = person(options["person"])
        except UnknownPerson as error:
            raise CommandError(error.args[0]) from None
        self._count(user)
        if dry_run:
            return
        if user.is_staff:
            raise CommandError("This is a member of staff. Take their rights in the admin first.")
        if not (yes or _agreed()):
            raise CommandError("Nothing was erased.")
        self._tell(_erase(user))

    def _count(self, user: User) -> None:
        self.stdout.write(f"User {user.pk}, known since {user.created_at:%d %B %Y}, has")
        for table in tables():
            self.stdout.write(f"{table.rows(user).count():>8} {table.name}")

    def _tell(self, erased: Erasure) -> None:
        self.stdout.write("Gone:")
        for what, count in sorted(erased.rows.items()):
            self.stdout.write(f"{count:>8} {what}")
        self.stdout.write(f"{erased.files.done:>8} files")
        if erased.files.left:
            raise CommandError(
                f"{erased.files.left} files could not be erased where they are kept. Nobody can read them here any "
                "more, and the regular clean-up goes on trying every hour."
            )


def _erase(user: User) -> Erasure:
    try:
        with progress("Files") as told:
            return erase(user, told)
    except StillBusy:
        raise CommandError(
            "A job of theirs has not ended within a minute. Nothing but the access to their account is gone yet. "
            "Please run this again."
        ) from None


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise CommandError("Nobody can be asked here. Say --yes to erase without asking.")
    return input('All of this goes for good. Type "erase" to go on: ').strip() == "erase"
