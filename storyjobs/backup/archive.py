"""The file of a backup: a tar with the dump, media files, a manifest and a checksum of each, readable by its owner.

It appears under its name only when it is whole. Nothing in it is unpacked by its own idea of where it belongs.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from storybooks.media.keys import checked
from storyjobs.backup.errors import BackupError

FORMAT = 1
DUMP, MANIFEST, CHECKSUMS, ELSEWHERE, MEDIA = "database.dump", "manifest.json", "SHA256SUMS", "elsewhere.json", "media/"
PIECE = 1 << 20
Told = Callable[[int], None]
"""Hears of so many more."""
Stage = Callable[[str], AbstractContextManager[Told]]
"""Shows how far something is that is called so; one at a time."""


@dataclass(frozen=True)
class Manifest:
    """What a backup is of. `tables` are counts of rows, `migrations` their names by app, `missing` the keys of media
    files whose bytes were not there; `elsewhere` counts files of other stores, which are listed and not included.
    """

    made_at: str
    database: str
    server_version: int
    tables: dict[str, int]
    migrations: dict[str, list[str]]
    media_files: int = 0
    missing: list[str] = field(default_factory=list)
    elsewhere: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds members, and knows the checksum of each."""

    def __init__(self, file: IO[bytes]):
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self._sums: dict[str, str] = {}

    def add(self, name: str, data: IO[bytes], size: int, told: Told = lambda more: None) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, time.time()
        source = _Hashing(data, told)
        self._tar.addfile(info, source)
        self._sums[name] = source.digest

    def add_bytes(self, name: str, data: bytes) -> None:
        self.add(name, io.BytesIO(data), len(data))

    def finish(self, manifest: Manifest) -> None:
        self.add_bytes(MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
        self.add_bytes(CHECKSUMS, "".join(f"{sum}  {name}\n" for name, sum in self._sums.items()).encode())
        self._tar.close()


class Backup:
    """One that was made, open for reading. Its checksums are right: `opened` has looked."""

    def __init__(self, tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], folder: Path):
        self._tar, self._members, self._folder = tar, members, folder
        self.manifest = self._manifest()

    @property
    def media(self) -> list[str]:
        """The keys of its media files."""
        return [name.removeprefix(MEDIA) for name in self._members if name.startswith(MEDIA)]

    def read(self, key: str) -> bytes:
        """The bytes of a media file."""
        return self._read(MEDIA + key)

    @contextmanager
    def dump(self) -> Iterator[IO[bytes]]:
        """A file of its own, as pg_restore needs it; without a name, and beside the backup, where there is room."""
        folder = self._folder if os.access(self._folder, os.W_OK) else None  # backups may be mounted to be read only
        with tempfile.TemporaryFile(dir=folder) as file:
            source = self._tar.extractfile(self._members[DUMP])
            while piece := source.read(PIECE):
                file.write(piece)
            file.flush()
            file.seek(0)
            yield file

    @property
    def dump_size(self) -> int:
        return self._members[DUMP].size

    def _read(self, name: str) -> bytes:
        return self._tar.extractfile(self._members[name]).read()

    def _manifest(self) -> Manifest:
        try:
            values = json.loads(self._read(MANIFEST))
            known = values["format"]
            manifest = Manifest(**values) if known == FORMAT else None
        except (ValueError, KeyError, TypeError):
            raise BackupError("Its manifest cannot be read.") from None
        if manifest is None:
            raise BackupError(f"It has the format {known}; this version of storyjobs reads {FORMAT}.")
        return manifest


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file for its owner alone. It appears under its name when the block has ended well: whole, and on the disk."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        _sync_folder(path.parent)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


@contextmanager
def opened(file: IO[bytes], folder: Path, stage: Stage) -> Iterator[Backup]:
    """Read every byte, compare every checksum, and only then give the backup; `folder` has room for its dump.

    Raises BackupError.
    """
    file.seek(0)
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            members = {member.name: member for member in tar if _is_ours(member)}
            with stage("Checking the backup, bytes:") as told:
                _compare(tar, members, told)
            yield Backup(tar, members, folder)
    except tarfile.TarError as error:
        raise BackupError(f"This is no whole backup: {error}.") from None


def _is_ours(member: tarfile.TarInfo) -> bool:
    """Raises BackupError for whatever no backup has: links, other places, odd names."""
    known = member.name in (DUMP, MANIFEST, CHECKSUMS, ELSEWHERE)
    with suppress(ValueError):
        known = known or (member.name.startswith(MEDIA) and bool(checked(member.name.removeprefix(MEDIA))))
    if not (known and member.isreg()):
        raise BackupError(f"It holds something that no backup has: {member.name[:100]!r}.")
    return True


def _compare(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], told: Told) -> None:
    if CHECKSUMS not in members or MANIFEST not in members or DUMP not in members:
        raise BackupError("This is no whole backup: its end is missing.")
    lines = tar.extractfile(members[CHECKSUMS]).read().decode(errors="replace").splitlines()
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    if expected.keys() != members.keys() - {CHECKSUMS}:
        raise BackupError("Its list of checksums is not of these files.")
    for name, digest in expected.items():
        source = _Hashing(tar.extractfile(members[name]), told)
        while source.read(PIECE):
            pass
        if source.digest != digest:
            raise BackupError(f"{name} is damaged: its checksum is not the one it had.")


class _Hashing:
    """Passes bytes on and adds them up."""

    def __init__(self, data: Any, told: Told):
        self._data, self._told, self._hash = data, told, hashlib.sha256()

    def read(self, size: int) -> bytes:
        piece = self._data.read(size)
        self._hash.update(piece)
        self._told(len(piece))
        return piece

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
