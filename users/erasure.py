"""The end of a person here: their work stopped, their files erased, their rows deleted, in this order.

It may be cut off anywhere and begun again: the row of the user goes last. Two at once are one.
"""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from users import sessions, sign_ins
from users.acting import service
from users.models import Erased, User
from users.personal_data import ErasedFiles, Told, personal_data, tables
from users.rate_limits import caller_key

TOKENS_LAST = timedelta(days=1)
"""Tokens of another house may be good for longer than their owner is here: for a day they make nobody anew."""
BACKUPS_LAST = timedelta(days=400)
"""Whoever was erased must not come back with a backup; nobody should keep one for longer."""
PATIENCE = 60.0  # s; a worker that lives lets go within 6, one that died is noticed within 12
LOOK_SECONDS = 0.2
ERASED = "erased"
log = logging.getLogger("users")


class StillBusy(Exception):
    """Work for this person did not end in time. Nothing of theirs is lost yet that a second try would need."""


@dataclass(frozen=True)
class Erasure:
    """What went: rows by the words for them, and files."""

    rows: Counter[str] = field(default_factory=Counter)
    files: ErasedFiles = field(default_factory=ErasedFiles)


@service()
def request(user: User) -> int:
    """Let nobody in as this user any more, and have them erased soon: `erase_requested` does it.

    How many sessions of browsers have ended.
    """
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False, erasure_requested_at=timezone.now())
        return sign_ins.end_all(user)


def erase_requested() -> None:
    """Erase whoever asked for it. One that fails is tried again the next time, and keeps nobody else waiting."""
    for user in User.objects.filter(erasure_requested_at__isnull=False).order_by("erasure_requested_at"):
        try:
            erase(user)
        except Exception as error:
            log.error("account.not_erased error=%s", type(error).__name__)


def erase(user: User, told: Told = lambda count: None) -> Erasure:
    """Erase this person. Raises StillBusy after PATIENCE; whatever else it raises, it can be called again."""
    ended = Counter(sessions=request(user))
    until = time.monotonic() + PATIENCE
    _wait_until_idle(user, until)
    ended["sessions"] += sessions.end_all(user)
    erased = [part.erase_files(user, told) for part in personal_data()]
    files = ErasedFiles(sum(each.done for each in erased), sum(each.left for each in erased))
    while True:
        try:
            rows = ended + _forget(user)
        except StillBusy:  # a request that was under way has started something new
            _wait_until_idle(user, until)
        else:
            log.info("account.erased id=%s files=%s left=%s", user.pk, files.done, files.left)
            return Erasure(rows, files)


@service()
def was_erased(user_id: UUID) -> bool:
    """In the last day, as far as a keyed hash can tell."""
    return Erased.objects.filter(key=_key(user_id), at__gt=timezone.now() - TOKENS_LAST).exists()


def gone() -> dict[UUID, datetime]:
    """When somebody was erased or has asked for it, by keys: for `stay_gone`, in a database that was restored."""
    asked = User.objects.filter(erasure_requested_at__isnull=False).values_list("pk", "erasure_requested_at")
    return dict(Erased.objects.values_list("key", "at")) | {_key(user_id): at for user_id, at in asked}


def stay_gone(gone: dict[UUID, datetime]) -> int:
    """Nobody gets in as whoever of them is here as before, and `erase_requested` erases them again; how many."""
    Erased.objects.bulk_create([Erased(key=key, at=at) for key, at in gone.items()], ignore_conflicts=True)
    back = [user for user in User.objects.iterator() if user.created_at < gone.get(_key(user.pk), user.created_at)]
    for user in back:
        request(user)
    return len(back)


def delete_old() -> None:
    """Forget who was erased when no backup can have them any more."""
    Erased.objects.filter(at__lt=timezone.now() - BACKUPS_LAST).delete()


def _wait_until_idle(user: User, until: float) -> None:
    while any(part.is_busy(user) for part in personal_data()):
        if time.monotonic() > until:
            raise StillBusy("Something still works for this person.")
        for part in personal_data():
            part.stop(user)
        time.sleep(LOOK_SECONDS)


@transaction.atomic
def _forget(user: User) -> Counter[str]:
    """While the user's row is held, nobody can store anything that points at it."""
    User.objects.select_for_update().filter(pk=user.pk).first()
    if any(part.is_busy(user) for part in personal_data()):
        raise StillBusy
    rows: Counter[str] = Counter()
    for part in personal_data():
        rows += part.forget(user)
    Erased.objects.update_or_create(key=_key(user.pk), defaults={"at": timezone.now()})
    _, deleted = User.objects.filter(pk=user.pk).delete()
    names = {table.model._meta.label: table.name for table in tables()}
    return rows + Counter({names.get(label, label): count for label, count in deleted.items()})


def _key(user_id: UUID) -> UUID:
    return caller_key(ERASED, str(user_id))
