"""Keeps files under MEDIA_ROOT, readable by this system user alone.

Every folder and file is opened relative to the one above it and never through a symbolic link, so nothing that someone
plants inside MEDIA_ROOT leads out of it.
"""

import os
import stat
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from jobs.errors import TransientError

from .keys import checked

INCOMING = "incoming"  # files being written; a name without an ending, so never a key
LEFT_BEHIND_SECONDS = 3600


class LocalStore:
    """`base.MediaStore` on a file system."""

    name = "local"

    def save(self, key: str, data: bytes, mime: str) -> None:
        """Readers see the old file or the whole new one, also after a crash."""
        folders, name = _parts(key)
        try:
            with _folder([INCOMING], create=True) as incoming, _folder(folders, create=True) as folder:
                _remove_left_behind(incoming)
                _replace(name, data, incoming, folder)
        except OSError:
            raise _trouble() from None

    def read(self, key: str) -> bytes:
        folders, name = _parts(key)
        try:
            with _folder(folders) as folder:
                return _read(name, folder)
        except FileNotFoundError:
            raise
        except OSError:
            raise _trouble() from None

    def delete(self, key: str) -> None:
        folders, name = _parts(key)
        try:
            with suppress(FileNotFoundError), _folder(folders) as folder:
                os.unlink(name, dir_fd=folder)
        except OSError:
            raise _trouble() from None

    def tidy(self) -> None:
        """Erase what killed writers left half written: the next save does it too, but may be long in coming."""
        with suppress(FileNotFoundError), _folder([INCOMING]) as incoming:
            _remove_left_behind(incoming)


def _trouble() -> TransientError:
    """The disk is full, read-only or not ours: an operator can mend each of these, and then trying again helps."""
    return TransientError("The picture store does not work right now.", code="MEDIA_STORE_ERROR")


def _parts(key: str) -> tuple[list[str], str]:
    *folders, name = checked(key).split("/")
    return folders, name


@contextmanager
def _folder(names: list[str], create: bool = False) -> Iterator[int]:
    """The open folder below MEDIA_ROOT. Raises FileNotFoundError where it, or a real folder, is missing."""
    if create:
        os.makedirs(settings.MEDIA_ROOT, mode=0o700, exist_ok=True)
    folder = os.open(settings.MEDIA_ROOT, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in names:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(name, 0o700, dir_fd=folder)
            below = _opened(name, os.O_RDONLY | os.O_DIRECTORY, folder)
            os.close(folder)
            folder = below
        yield folder
    finally:
        os.close(folder)


def _opened(name: str, flags: int, folder: int) -> int:
    """A descriptor of what is really there. A link, or a file where a folder should be, counts as not found."""
    try:
        return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        problem = error
    if isinstance(problem, PermissionError):
        raise problem
    raise FileNotFoundError("There is nothing under this key.")


def _replace(name: str, data: bytes, incoming: int, folder: int) -> None:
    draft = uuid.uuid4().hex
    try:
        _write(draft, data, incoming)
        os.rename(draft, name, src_dir_fd=incoming, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft, dir_fd=incoming)
        raise
    os.fsync(folder)


def _write(name: str, data: bytes, folder: int) -> None:
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
    with os.fdopen(file, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(file)


def _read(name: str, folder: int) -> bytes:
    file = _opened(name, os.O_RDONLY, folder)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise FileNotFoundError("There is nothing under this key.")
    with os.fdopen(file, "rb") as stream:
        return stream.read()


def _remove_left_behind(incoming: int) -> None:
    """Drafts of writers that were killed: a family's picture must not outlive its book by accident."""
    for name in os.listdir(incoming):
        with suppress(FileNotFoundError):
            if os.stat(name, dir_fd=incoming, follow_symlinks=False).st_mtime < time.time() - LEFT_BEHIND_SECONDS:
                os.unlink(name, dir_fd=incoming)
