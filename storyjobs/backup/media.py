"""The bytes of families' pictures and books in a backup: those of the local store. A hosted store keeps its own."""

import io
import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from storybooks.media.keys import checked
from storybooks.media.local import INCOMING, LocalStore
from storybooks.models import StoredFile
from storyjobs.backup.archive import ELSEWHERE, MEDIA, Backup, Told, Writer

ASIDE = "before-restore-"


def kept_files() -> list[tuple[str, str, int]]:
    """Store, key and size of each file that somebody may still read, in the transaction's view of the database."""
    return list(StoredFile.objects.kept().order_by("created_at").values_list("store", "key", "size"))


def write(files: list[tuple[str, str, int]], writer: Writer, told: Told) -> tuple[int, list[str]]:
    """Add the local files, and a list of the others; how many, and which were not there: gone since, or lost."""
    store, missing = LocalStore(), []
    local = [key for name, key, _ in files if name == store.name]
    for key in local:
        try:
            data = store.read(key)
        except FileNotFoundError:
            missing.append(key)
        else:
            writer.add(MEDIA + key, io.BytesIO(data), len(data))
        told(1)
    elsewhere = [{"store": name, "key": key, "size": size} for name, key, size in files if name != store.name]
    writer.add_bytes(ELSEWHERE, json.dumps(elsewhere, indent=0).encode())
    return len(local) - len(missing), missing


def bring_back(backup: Backup, told: Told) -> int:
    """Each file under its key, whole or not at all; what else is there stays. How many."""
    store = LocalStore()
    for key in backup.media:
        store.save(key, backup.read(key), "")
        told(1)
    return len(backup.media)


def put_aside() -> tuple[int, Path]:
    """Move files that no row of the database knows out of the store, into a folder beside; how many, and where to."""
    known = set(StoredFile.objects.filter(store=LocalStore.name).values_list("key", flat=True))
    aside = settings.MEDIA_ROOT / f"{ASIDE}{time.strftime('%Y%m%d%H%M%S', time.gmtime())}"
    unknown = [key for key in _keys() if key not in known]
    for key in unknown:
        place = aside / key
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.rename(settings.MEDIA_ROOT / key, place)
    return len(unknown), aside


def _keys() -> Iterator[str]:
    for folder, below, names in os.walk(settings.MEDIA_ROOT):
        here = Path(folder).relative_to(settings.MEDIA_ROOT)
        if not here.parts:
            below[:] = [name for name in below if name != INCOMING and not name.startswith(ASIDE)]
        for name in names:
            with suppress(ValueError):  # no file of ours has such a name
                yield checked((here / name).as_posix())
