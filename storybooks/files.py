"""Keeping and reading the pictures and books of families. Blocking: coroutines call it in a thread."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from storybooks.clean_up import discard_now
from storybooks.media import media_store
from storybooks.models import StoredFile
from users.acting import ask_for, grant, made
from users.read_tokens import grants, sign

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
FILE_TOKEN = "file"  # noqa: S105 - the kind of thing that a read token opens


def register(kind: str, mime: str, size: int, *, user_id: UUID | None, job_id: UUID | None = None) -> StoredFile:
    """The row of a file whose bytes are saved next: first the row, so that no bytes are ever without an owner."""
    key = f"{kind}s/{uuid4()}.{ENDINGS[mime]}"
    file = StoredFile(
        kind=kind, store=media_store().name, key=key, mime=mime, size=size, user_id=user_id, job_id=job_id
    )
    made(file.id)
    file.save(force_insert=True)
    return file


def keep(kind: str, data: bytes, mime: str, *, user_id: UUID | None, job_id: UUID | None = None) -> StoredFile:
    """Store bytes for their owner and job. Raises what the media store raises; then nothing is left behind for long."""
    file = register(kind, mime, len(data), user_id=user_id, job_id=job_id)
    try:
        save(file, data)
    except BaseException:
        discard_now(file)
        raise
    return file


def save(file: StoredFile, data: bytes) -> None:
    media_store(file.store).save(file.key, data, file.mime)


def file_path(file_id: UUID) -> str:
    """Where a file is served, for a while also to whoever holds this address: <img> sends no Authorization header."""
    return f"{reverse('file', args=[file_id])}?token={sign(FILE_TOKEN, file_id)}"


def shown_files(ids: Collection[UUID]) -> dict[UUID, tuple[str, bool]]:
    """Where those that are kept are served, and whether each is a picture."""
    files = StoredFile.objects.kept().filter(id__in=ids).values_list("id", "mime")
    return {id: (file_path(id), mime.startswith("image/")) for id, mime in files}


def with_urls(value: Any, absolute: Callable[[str], str], path: Callable[[UUID], str] = file_path) -> Any:
    """The value with every {"file": id} in it replaced by the file's URL."""
    if isinstance(value, dict):
        if value.keys() == {"file"}:
            return absolute(path(UUID(value["file"])))
        return {key: with_urls(item, absolute, path) for key, item in value.items()}
    if isinstance(value, list):
        return [with_urls(item, absolute, path) for item in value]
    return value


def readable_file(file_id: UUID, user, token: str) -> StoredFile | None:
    """The file, if it is the user's to see or the token is one for it."""
    ask_for(file_id)
    files = StoredFile.objects.visible_to(user)
    if grants(token, FILE_TOKEN, file_id):
        grant(file_id)
        files = StoredFile.objects.kept()
    return files.filter(id=file_id).first()


def read(file: StoredFile) -> bytes:
    return media_store(file.store).read(file.key)
