"""Books to typeset, made of plain coloured pictures, and ways to read a PDF back."""

import io
from functools import cache

import numpy as np
from PIL import Image
from pypdf import PdfReader

from storybooks.book.content import BookContent, Plate


@cache
def picture(seed: int = 0, size: tuple[int, int] = (256, 256), kind: str = "PNG") -> bytes:
    """A soft picture that no other seed gives."""
    tints = np.random.default_rng(seed).integers(0, 255, (4, 4, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(tints).resize(size, Image.Resampling.BICUBIC).save(out, kind)
    return out.getvalue()


def book(*texts: str, per_page: int = 2, title: str = "The Fox", audience: str = "children", **more) -> BookContent:
    plates = [Plate(text, picture(number)) for number, text in enumerate(texts, 1)]
    pages = tuple(tuple(plates[start : start + per_page]) for start in range(0, len(plates), per_page))
    parts = {"cover": picture(100), "portrait": picture(101), "hero": "", "made_on": "1 May 2026"} | more
    return BookContent(title=title, audience=audience, pages=pages, **parts)


def sheets(pdf: bytes) -> list[str]:
    """The text of every sheet, blanks made single."""
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(pdf)).pages]


def letters(text: str) -> str:
    """The text without blanks and hyphens, which line breaks may add."""
    return "".join(char for char in text if not char.isspace() and char not in "-\u00ad")
