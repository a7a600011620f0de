"""What load_test and queue_test have in common: which server, for how long its visitors exist, how it may end."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import CommandError, CommandParser

from storybooks.load.running import Ended
from storybooks.load.target import NotFit, refuse_others
from storybooks.load.visitors import Visitor, visitors
from users.erasure import StillBusy

LATER = "Visitors that are left are erased by the first cluster that runs."


def add_target(parser: CommandParser) -> None:
    parser.add_argument(
        "--url", default="http://127.0.0.1:8000", help="where the server listens (default: %(default)s)"
    )
    parser.add_argument("--allow-remote", action="store_true", help="also a server on another machine")
    parser.add_argument("--yes-pay", action="store_true", help="also with a studio that costs money")
    parser.add_argument("--json", action="store_true", help="for programs")


@contextmanager
def testing(options: dict[str, Any], count: int) -> Iterator[list[Visitor]]:
    """The visitors of a test, for the length of the block. Raises CommandError, also for what the block raises."""
    try:
        refuse_others(options["url"], options["allow_remote"], options["yes_pay"])
        with _quiet(options["verbosity"]), visitors(count) as there:
            yield there
    except NotFit as error:
        raise CommandError(str(error)) from None
    except StillBusy:
        raise CommandError(f"A job of a visitor has not ended within a minute. {LATER}") from None
    except KeyboardInterrupt:
        raise CommandError(f"Stopped. {LATER}", returncode=130) from None


@contextmanager
def _quiet(verbosity: int) -> Iterator[None]:
    """Each visitor's end is a line in the log: not in a terminal that shows a table, unless with -v 2."""
    users = logging.getLogger("users")
    before = users.level
    users.setLevel(before if verbosity > 1 else logging.WARNING)
    try:
        yield
    finally:
        users.setLevel(before)


def refuse_ended(ended: Ended) -> None:
    """Raises CommandError unless the test came to its end."""
    if ended is Ended.STOPPED:
        raise CommandError("Stopped.", returncode=130)
    if ended is Ended.PAID:
        raise CommandError("This server's studio costs money, so the test was stopped. Say --yes-pay to go on anyway.")


def is_watched(options: dict[str, Any]) -> bool:
    """Whether somebody looks at a live table."""
    return sys.stderr.isatty() and not options["json"]
