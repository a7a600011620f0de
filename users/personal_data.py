"""What is kept about a person: one class for each app in settings.PERSONAL_DATA says which rows and files are theirs,
how its work for them is stopped, and what becomes of the rest when they go.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.module_loading import import_string

from users.models import PhoneOTP, SignIn, User

Told = Callable[[int], None]
"""Hears of each file that was looked at."""


def of(path: str) -> Callable[[User], Q]:
    """Rows that lead to the person by this path of foreign keys."""
    return lambda user: Q(**{path: user.pk})


def _of_their_phone(user: User) -> Q:
    return Q(phone=user.phone or "")


@dataclass(frozen=True)
class Table:
    """Rows about a person, `about` says to them which. They get every column but `ours`, which say nothing of them:
    keys, hashes, bookkeeping.
    """

    name: str
    about: str
    model: type[Model]
    theirs: Callable[[User], Q]
    ours: tuple[str, ...] = ()

    def rows(self, user: User) -> QuerySet:
        return self.model._base_manager.filter(self.theirs(user))

    @property
    def columns(self) -> list[str]:
        return [field.attname for field in self.model._meta.concrete_fields if field.attname not in self.ours]


@dataclass(frozen=True)
class KeptFile:
    """A picture or book. `read` raises FileNotFoundError when its bytes are lost."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class ErasedFiles:
    """`left` could not be erased now. Nobody reads them any more, and the regular clean-up erases them."""

    done: int = 0
    left: int = 0


class PersonalData:
    """What one app keeps about people. Rows that cascade from the user need no more than their table named."""

    tables: ClassVar[tuple[Table, ...]] = ()

    def files(self, user: User) -> Iterator[KeptFile]:
        """Reads the database a little at a time and holds nothing in between."""
        yield from ()

    def stop(self, user: User) -> None:
        """Tell whatever works for this person to end. Called time and again until it is not busy."""

    def is_busy(self, user: User) -> bool:
        return False

    def erase_files(self, user: User, told: Told) -> ErasedFiles:
        """Erase their bytes, wherever they are, before the rows that know of them."""
        return ErasedFiles()

    def forget(self, user: User) -> Counter[str]:
        """In the transaction that deletes the user: what does not cascade from it. How many rows, by the words for it.

        What has to stay for others' sake loses whatever points at the person.
        """
        return Counter()


class Account(PersonalData):
    """The user's row itself, and how they sign in."""

    tables = (
        Table(
            "account", "who you are here", User, of("pk"), ours=("password", "is_staff", "is_superuser", "is_active")
        ),
        Table(
            "sign-ins",
            "the devices that you are signed in on",
            SignIn,
            of("user"),
            ours=("refresh_id", "session_key"),
        ),
        Table("one-time-codes", "when you were last sent a code", PhoneOTP, _of_their_phone, ours=("code_hash",)),
    )

    def forget(self, user: User) -> Counter[str]:
        codes, _ = PhoneOTP.objects.filter(_of_their_phone(user)).delete()
        log = sum(_made_nameless(table, user) for table in tables())
        return Counter({"one-time codes": codes, "entries of staff's log made nameless": log})


def _made_nameless(table: Table, user: User) -> int:
    """Staff's log tells that something was done, and no more to whom."""
    ids = table.rows(user).annotate(text=Cast("pk", TextField())).values("text")
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(table.model), object_id__in=ids)
    return entries.update(object_id="", object_repr="erased", change_message="")


@cache
def personal_data() -> tuple[PersonalData, ...]:
    """Of every app, the lowest room first."""
    return tuple(import_string(dotted)() for dotted in settings.PERSONAL_DATA)


def tables() -> list[Table]:
    return [table for part in personal_data() for table in part.tables]
