"""Everything about one person in one ZIP, made piece by piece: however much it is, memory holds little of it."""

import json
from collections.abc import Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from users.models import User
from users.personal_data import KeptFile, Table, Told, personal_data, tables
from users.zip_streams import Outbox, entry

BATCH = 100
README = """\
This is everything that storyjobs keeps about you, as of {now}.

What is what
------------
{contents}

The files that end in .json are lists that programs can read, and people too in any text editor. Times are in UTC.
Where one of them says {{"file": "1234..."}}, the picture or book is in the folder files/ under that name.

What is not in here: photos that you sent and that we have erased already, some days after they had been used; codes and
tokens, of which we keep nothing but hashes; and our own bookkeeping, such as which of our machines drew a picture.
{missing}"""
MISSING = """
These files are known here, but their contents are lost:
{names}
"""


def exported(user: User, told: Told = lambda count: None) -> Iterator[bytes]:
    """The pieces of the ZIP, in order. `told` hears of each picture or book.

    The next piece may be asked for by another thread. Raises what a media store raises: then it is no whole ZIP.
    """
    outbox, lost = Outbox(), []
    with ZipFile(outbox, "w", ZIP_DEFLATED) as archive:
        for table in tables():
            for _ in _write_rows(archive, table, user):
                yield outbox.taken()
        for part in personal_data():
            for file in part.files(user):
                if not _write_file(archive, file):
                    lost.append(file.name)
                told(1)
                yield outbox.taken()
        archive.writestr("README.txt", _readme(lost))
    yield outbox.taken()


def _write_rows(archive: ZipFile, table: Table, user: User) -> Iterator[None]:
    """One list of JSON objects, some rows at a time."""
    with archive.open(entry(f"{table.name}.json", ZIP_DEFLATED), "w") as out:
        out.write(b"[")
        for number, row in enumerate(_rows(table, user)):
            text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            out.write((",\n" if number else "\n").encode() + text.encode(errors="replace"))
            yield
        out.write(b"\n]\n")
    yield


def _rows(table: Table, user: User) -> Iterator[dict[str, Any]]:
    rows = table.rows(user).order_by("pk")
    last: Any = None
    while batch := list((rows.filter(pk__gt=last) if last is not None else rows).values("pk", *table.columns)[:BATCH]):
        last = batch[-1]["pk"]
        for row in batch:
            yield {name: row[name] for name in table.columns}


def _write_file(archive: ZipFile, file: KeptFile) -> bool:
    """Whether its bytes were still there. Pictures are packed already."""
    try:
        data = file.read()
    except FileNotFoundError:
        return False
    archive.writestr(entry(f"files/{file.name}", ZIP_STORED), data)
    return True


def _readme(lost: list[str]) -> str:
    contents = "\n".join(f"{table.name + '.json':<28}{table.about}" for table in tables())
    missing = MISSING.format(names="\n".join(lost)) if lost else ""
    return README.format(now=timezone.now().strftime("%d %B %Y, %H:%M UTC"), contents=contents, missing=missing)
