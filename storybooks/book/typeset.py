"""From a book's content to a printable PDF."""

import json
import shutil
import tempfile
from pathlib import Path

import typst

from jobs.errors import PermanentError
from storybooks.catalog import Audience
from storybooks.photos import PhotoRefused, open_picture, to_jpeg

from . import lettering
from .content import BookContent, Plate
from .fonts import fallbacks, leads, typst_fonts
from .looks import LOOKS

_PARTS = Path(__file__).with_name("parts.typ")
_TEMPLATE = Path(__file__).with_name("book.typ")
_LONGEST = 1600  # pixels a side: 188 dpi on the cover, over 230 on every plate
_QUALITY = 88


def typeset(book: BookContent) -> bytes:
    """The book as PDF bytes, always the same bytes for the same book. Blocking: about a second for 20 plates.

    Raises PermanentError(code="PICTURE_UNREADABLE") when one of its pictures cannot be decoded.
    The typesetter keeps threads: forked children of a process that has typeset a book would hang typesetting theirs.
    """
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        return compiled(lay_out(book, Path(folder)))


def lay_out(book: BookContent, desk: Path, template: Path = _TEMPLATE, longest: int = _LONGEST) -> Path:
    """Lay words (as data), pictures of at most `longest` pixels a side and the template into an empty folder; the file
    to compile.
    """
    document = _words(book) | {
        "cover": _picture(desk, "cover", book.cover, longest),
        "portrait": _picture(desk, "portrait", book.portrait, longest) if book.portrait else None,
        "pages": [
            [_plate(desk, f"{page}-{place}", plate, longest) for place, plate in enumerate(plates)]
            for page, plates in enumerate(book.pages)
        ],
    }
    (desk / "book.json").write_text(json.dumps(document))
    shutil.copy(_PARTS, desk)
    return Path(shutil.copy(template, desk))


def compiled(manuscript: Path) -> bytes:
    """The PDF of a file that lies with all that it needs in a folder of its own."""
    return typst.compile(manuscript, root=manuscript.parent, font_paths=typst_fonts(), format="pdf", timestamp=0)


def _words(book: BookContent) -> dict:
    look = LOOKS[Audience(book.audience)]
    tongue = lettering.language(book.words)
    return {
        "look": look,
        "language": tongue,
        "rtl": lettering.runs_right_to_left(book.words),
        "captions": lettering.is_latin(book.words),
        "body_font": _families(look["face"], tongue),
        "title_font": _families(look["title_face"], tongue),
        "title": " ".join(book.title.split()),
        "title_text": _text(book.title),
        "hero_text": _text(book.hero),
        "made_on": " ".join(lettering.paragraphs(book.made_on)),
    }


def _families(face: str, tongue: str) -> list[str]:
    first = leads(tongue)
    return [*([first] if first else []), face, *fallbacks(tongue)]


def _plate(desk: Path, name: str, plate: Plate, longest: int) -> dict:
    return _text(plate.text) | {"picture": _picture(desk, name, plate.picture, longest)}


def _text(text: str) -> dict:
    lines = lettering.paragraphs(text)
    return {"lines": lines, "words": lettering.longest_words(lines)}


def _picture(desk: Path, name: str, data: bytes, longest: int) -> dict:
    """Lay the picture, recompressed for print, on the typesetter's desk; tell its file and size in pixels."""
    try:
        picture = open_picture(data, longest)
    except PhotoRefused as refused:
        raise PermanentError("A picture of the book could not be read.", code="PICTURE_UNREADABLE") from refused
    file = desk / f"{name}.jpg"
    file.write_bytes(to_jpeg(picture, _QUALITY))
    return {"file": file.name, "width": picture.width, "height": picture.height}
