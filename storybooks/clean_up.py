"""What nobody needs any more goes, with its bytes: photos after some days, files that neither a job nor a book has.

First it is discarded, in one statement: from then on nobody reads it. Then its bytes are erased, and at last its row.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from storybooks.media import media_store
from storybooks.media.local import LocalStore
from storybooks.models import CartoonCache, FileQuerySet, StoredFile, Storybook
from users.acting import service
from users.pool import release_connection

log = logging.getLogger("storybooks")

ORPHAN_AGE = timedelta(days=1)
LATEST_WRITE = timedelta(hours=1)
"""How long after a file was registered its bytes may still arrive: from a worker that nobody could stop in time, or
from an upload that we gave up and the store did not. Until then its row stays and its bytes are erased again."""
SIDE_BY_SIDE = 8
PROMPT_SECONDS = 10.0
MOST_FAILURES = 3
"""So many in a row, and a store is left alone until the next time: each may have cost minutes."""


@dataclass(frozen=True)
class Erased:
    """How many files were erased, and how many could not be: their rows stay, and the next clean-up tries again."""

    done: int
    failed: int


def clean_up() -> None:
    """Discard and erase all that is due."""
    now = timezone.now()
    _forget_unused(now)
    _forget_guests_books(now)
    discard(old_photos(now))
    discard(orphans(now))
    LocalStore().tidy()
    erased = erase(StoredFile.objects.all())
    log.info("files.erased count=%s failed=%s", erased.done, erased.failed)


def old_photos(now: datetime) -> FileQuerySet:
    """Photos whose job ended settings.PHOTO_RETENTION_DAYS ago. What a book shows is a picture of the book's."""
    oldest = now - timedelta(days=settings.PHOTO_RETENTION_DAYS)
    return StoredFile.objects.filter(kind=StoredFile.Kind.PHOTO, storybook__isnull=True, job__completed_at__lt=oldest)


def orphans(now: datetime) -> FileQuerySet:
    """Files that belong to neither a job nor a book, nor to the cache of pictures drawn before."""
    alone = Q(job__isnull=True, storybook__isnull=True, created_at__lt=now - ORPHAN_AGE)
    return StoredFile.objects.filter(alone, cartooncache__isnull=True)


def _forget_unused(now: datetime) -> None:
    """A picture that nobody asked for again leaves the cache; its file is an orphan once its job is gone."""
    forgotten, _ = CartoonCache.objects.filter(used_at__lt=now - timedelta(days=settings.PICTURE_CACHE_DAYS)).delete()
    log.info("cache.forgotten count=%s", forgotten)


def _forget_guests_books(now: datetime) -> None:
    """A guest's book has no owner who could ever end it: it is kept long enough to be taken along."""
    old = Storybook.objects.filter(user__isnull=True, created_at__lt=now - timedelta(days=settings.GUEST_BOOK_DAYS))
    for book in old.iterator(chunk_size=500):
        with transaction.atomic():
            Storybook.objects.select_for_update().filter(id=book.id).first()  # before its files, as whoever erases it
            discard(StoredFile.objects.filter(storybook=book))
            book.delete()


def discard(files: FileQuerySet) -> int:
    """From now on nobody reads them; how many."""
    return files.kept().update(discarded_at=timezone.now())


def discard_now(file: StoredFile) -> None:
    """Discard a file and erase it as far as that can be done now; the clean-up does the rest."""
    this = StoredFile.objects.filter(id=file.id)
    discard(this)
    erase(this)


@service()
def erase_promptly(file_ids: Collection[UUID]) -> None:
    """Erase discarded files while somebody waits: side by side, and not for long. The clean-up erases what is left."""
    files = to_erase(file_ids)
    release_connection()
    strike_off(forgotten(files))


def to_erase(file_ids: Collection[UUID]) -> list[StoredFile]:
    return list(StoredFile.objects.filter(id__in=file_ids, discarded_at__isnull=False))


def forgotten(files: list[StoredFile]) -> list[StoredFile]:
    """Those of the files whose bytes their store has forgotten in time. Touches no database."""
    pool = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="erasing")
    work = {pool.submit(_forget_bytes, file): file for file in files}
    done, _late = wait(work, timeout=PROMPT_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    gone = [work[each] for each in done if not each.cancelled() and each.exception() is None]
    log.info("files.erased count=%s failed=%s", len(gone), len(files) - len(gone))
    return gone


def strike_off(files: list[StoredFile]) -> None:
    """Delete the rows of files whose bytes are gone, and cannot arrive any more."""
    ids = [file.id for file in files]
    StoredFile.objects.filter(id__in=ids, created_at__lt=timezone.now() - LATEST_WRITE).delete()


def _forget_bytes(file: StoredFile) -> None:
    media_store(file.store).delete(file.key)


def erase(files: FileQuerySet, told: Callable[[int], None] = lambda count: None) -> Erased:
    """Erase the discarded ones among the files, whichever store has them. `told` hears of each that was looked at.

    In any order, so that a few that always fail do not keep their store from all others.
    """
    outcomes: Counter[bool] = Counter()
    failures: Counter[str] = Counter()
    for file in files.filter(discarded_at__isnull=False).order_by("?").iterator(chunk_size=500):
        is_erased = failures[file.store] < MOST_FAILURES and _try_to_erase(file)
        failures[file.store] = 0 if is_erased else failures[file.store] + 1
        outcomes[is_erased] += 1
        told(1)
    return Erased(outcomes[True], outcomes[False])


def _try_to_erase(file: StoredFile) -> bool:
    """The bytes, then the row: one that cannot be erased now must not keep the others."""
    try:
        _forget_bytes(file)
        strike_off([file])
    except Exception as error:
        log.warning("file.not_erased id=%s error=%s", file.id, type(error).__name__)
        return False
    return True
