"""manage.py export_user: everything about one person, for them."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.core.management import BaseCommand, CommandError

from users.api.errors import Refusal
from users.export import exported
from users.management.progress import progress
from users.models import User
from users.people import UnknownPerson, person


class Command(BaseCommand):
    help = (
        "Writes everything that is kept about one person into a ZIP for them: lists as JSON, their pictures and books, "
        "and a README in plain words. The file can be read by you alone, and it appears only when it is complete."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("person", metavar="PHONE|EMAIL|ID", help="whose: +966512345678, an e-mail address, an id")
        parser.add_argument("--output", metavar="FILE.zip", type=Path, required=True, help="must not be there yet")

    def handle(self, *args, output: Path, **options) -> None:
        if output.exists():
            raise CommandError(f"{output} is there already.")
        try:
            count = _write(person(options["person"]), output)
        except UnknownPerson as error:
            raise CommandError(error.args[0]) from None
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
        except Exception as error:
            if isinstance(error, Refusal):  # a media store's
                raise CommandError(f"{error.message} Nothing was written.") from None
            raise
        self.stdout.write(f"{output}: {count} pictures and books, and what is known about them.")


def _write(user: User, output: Path) -> int:
    """First under another name beside it: nobody takes a half file for a whole one."""
    draft = output.with_name(f".{output.name}.{uuid4().hex}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file, progress("Files") as told:
            for piece in exported(user, told):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(output)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return told.count
