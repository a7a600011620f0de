"""The end of a person here: their work stopped, their files erased, their rows deleted, in this order.

It may be cut off anywhere and begun again: the row of the user goes last. Two at once are one.
"""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from users import sessions, sign_ins
from users.acting import service
from users.models import User
from users.personal_data import ErasedFiles, Told, personal_data, tables
from users.rate_limits import Limit, count, has_counted

REMEMBERED = Limit(1, 86_400)
"""Tokens of another house may be good for longer than their owner is here: for a day they make nobody anew."""
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
def request(user: User) -> None:
    """Let nobody in as this user any more, and have them erased soon: `erase_requested` does it."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False, erasure_requested_at=timezone.now())
        sign_ins.end_all(user)


def erase_requested() -> None:
    """Erase whoever asked for it. One that fails is tried again the next time, and keeps nobody else waiting."""
    for user in User.objects.filter(erasure_requested_at__isnull=False).order_by("erasure_requested_at"):
        try:
            erased = erase(user)
        except Exception as error:
            log.error("account.not_erased error=%s", type(error).__name__)
        else:
            log.info("account.erased files=%s left=%s", erased.files.done, erased.files.left)


def erase(user: User, told: Told = lambda count: None) -> Erasure:
    """Erase this person. Raises StillBusy after PATIENCE; whatever else it raises, it can be called again."""
    request(user)
    until = time.monotonic() + PATIENCE
    _wait_until_idle(user, until)
    ended = Counter(sessions=sessions.end_all(user))
    erased = [part.erase_files(user, told) for part in personal_data()]
    files = ErasedFiles(sum(each.done for each in erased), sum(each.left for each in erased))
    count(ERASED, str(user.pk), REMEMBERED)
    while True:
        try:
            return Erasure(ended + _forget(user), files)
        except StillBusy:  # a request that was under way has started something new
            _wait_until_idle(user, until)


def was_erased(user_id: UUID) -> bool:
    """In the last day, as far as a keyed hash can tell."""
    return has_counted(ERASED, str(user_id))


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
    _, deleted = User.objects.filter(pk=user.pk).delete()
    names = {table.model._meta.label: table.name for table in tables()}
    return rows + Counter({names.get(label, label): count for label, count in deleted.items()})
