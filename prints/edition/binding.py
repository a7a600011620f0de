"""From a book's content to the two files that a printer asks for."""

import io
import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pypdf import DocumentInformation, PageObject, PdfReader, PdfWriter

from jobs.errors import PermanentError
from prints.edition.geometry import PIXELS, Cover, Interior, cover_of
from storybooks.book.content import BookContent
from storybooks.book.lettering import runs_right_to_left
from storybooks.book.typeset import compiled, lay_out
from storybooks.catalog import Audience

_INTERIOR, _COVER = (Path(__file__).with_name(name) for name in ("interior.typ", "cover.typ"))

# How the words stand on a page of their own: type sizes in points, from the one we like best, and inches.
FACING = {
    Audience.CHILDREN: {"sizes": [28, 26, 24, 22, 20, 18, 16], "line_width": 5.6},
    Audience.YOUNG_ADULTS: {"sizes": [21, 20, 19, 18, 17, 16, 15, 14, 13], "line_width": 5.4},
    Audience.ADULTS: {"sizes": [20, 19, 18, 17, 16, 15, 14, 13], "line_width": 5.2},
}


@dataclass(frozen=True)
class PrintFiles:
    """Two PDFs: the pages, single and in the order in which a printer binds them at their left; and the cover."""

    interior: bytes
    cover: bytes


def print_files(book: BookContent) -> PrintFiles:
    """Typeset the book for the printer. Blocking: two seconds or three for 20 plates.

    A book in a script that runs from right to left is bound at its right: its pages stand in the file from the last to
    the first, and the front of its cover is on the left. Pictures are as sharp as they came: one of 1024 pixels has
    150 dots an inch at the largest that we print it.

    Raises PermanentError, as `typeset` does, or TOO_MANY_PAGES. It keeps threads, as that does.
    """
    with tempfile.TemporaryDirectory(prefix="print-") as folder:
        desk = Path(folder)
        manuscript = lay_out(book, desk, _INTERIOR, PIXELS)
        _tell(desk, _INTERIOR, asdict(Interior()) | FACING[Audience(book.audience)])
        interior = PdfReader(io.BytesIO(compiled(manuscript)))
        _tell(desk, _COVER, asdict(_cover(len(interior.pages))))
        cover = compiled(Path(shutil.copy(_COVER, desk)))
    pages = reversed(interior.pages) if runs_right_to_left(book.words) else interior.pages
    return PrintFiles(_bound(pages, interior.metadata), cover)


def _tell(desk: Path, template: Path, measures: dict[str, Any]) -> None:
    (desk / template.with_suffix(".json").name).write_text(json.dumps(measures))


def _cover(pages: int) -> Cover:
    try:
        return cover_of(pages)
    except ValueError:
        raise PermanentError("This book has too many pages to be bound.", code="TOO_MANY_PAGES") from None


def _bound(pages: Iterable[PageObject], metadata: DocumentInformation) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for page in pages:
        writer.add_page(page)
    writer.add_metadata(metadata)
    writer.write(out)
    return out.getvalue()
