"""Keeping, reading and erasing the pictures and books of families. Blocking: coroutines call it in a thread."""

import logging
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from storybooks.media import media_store
from storybooks.models import CartoonCache, StoredFile
from users.read_tokens import grants, sign

log = logging.getLogger("storybooks")

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
ORPHAN_AGE = timedelta(days=1)
FILE_TOKEN = "file"  # noqa: S105 - the kind of thing that a read token opens


def register(kind: str, mime: str, size: int, *, user_id: UUID | None, job_id: UUID | None = None) -> StoredFile:
    """The row of a file whose bytes are saved next: first the row, so that no bytes are ever without an owner."""
    key = f"{kind}s/{uuid4()}.{ENDINGS[mime]}"
    return StoredFile.objects.create(
        kind=kind, store=media_store().name, key=key, mime=mime, size=size, user_id=user_id, job_id=job_id
    )


def keep(kind: str, data: bytes, mime: str, *, user_id: UUID | None, job_id: UUID | None = None) -> StoredFile:
    """Store bytes for their owner and job. Raises what the media store raises; then nothing is left behind for long."""
    file = register(kind, mime, len(data), user_id=user_id, job_id=job_id)
    try:
        save(file, data)
    except BaseException:
        _try_to_erase(file)
        raise
    return file


def save(file: StoredFile, data: bytes) -> None:
    media_store(file.store).save(file.key, data, file.mime)


def file_path(file_id: UUID) -> str:
    """Where a file is served, for a while also to whoever holds this address: <img> sends no Authorization header."""
    return f"{reverse('file', args=[file_id])}?token={sign(FILE_TOKEN, file_id)}"


def readable_file(file_id: UUID, user, token: str) -> StoredFile | None:
    """The file, if it is the user's to see or the token is one for it."""
    files = StoredFile.objects.all() if grants(token, FILE_TOKEN, file_id) else StoredFile.objects.visible_to(user)
    return files.filter(id=file_id).first()


def read(file: StoredFile) -> bytes:
    return media_store(file.store).read(file.key)


def erase(file: StoredFile) -> None:
    """Delete the bytes, then the row: what fails in between is tried again by the next clean-up."""
    media_store(file.store).delete(file.key)
    file.delete()


def erase_orphans() -> int:
    """Erase files that belong to neither a job nor a book, nor to the cache of pictures drawn before; how many."""
    _forget_unused()
    alone = Q(job__isnull=True, storybook__isnull=True, created_at__lt=timezone.now() - ORPHAN_AGE)
    orphans = StoredFile.objects.filter(alone, cartooncache__isnull=True)
    erased = sum(_try_to_erase(file) for file in orphans.iterator(chunk_size=500))
    log.info("files.orphans_erased count=%s", erased)
    return erased


def _forget_unused() -> None:
    """A picture that nobody asked for again leaves the cache; its file is an orphan once its job is gone."""
    oldest = timezone.now() - timedelta(days=settings.PICTURE_CACHE_DAYS)
    forgotten, _ = CartoonCache.objects.filter(used_at__lt=oldest).delete()
    log.info("cache.forgotten count=%s", forgotten)


def _try_to_erase(file: StoredFile) -> bool:
    """One file that cannot be erased now must not keep the others: its row stays, and the next clean-up tries again."""
    try:
        erase(file)
    except Exception as error:
        log.warning("file.not_erased id=%s error=%s", file.id, type(error).__name__)
        return False
    return True
