"""The faces a book is set in. They come with the project and its packages, never from the machine it runs on.

Andika (made for new readers) and Baloo 2 lie beside this file with their licences; Noto covers the other scripts.
"""

from functools import cache
from pathlib import Path

import manimgx_fonts
import manimgx_fonts_cjk
import typst
from fontTools.ttLib import TTFont

_FOLDERS = [
    Path(__file__).parent / "fonts",
    Path(manimgx_fonts.__file__).parent,
    Path(manimgx_fonts_cjk.__file__).parent,
]
_CJK = {"ja": "Noto Sans CJK JP", "ko": "Noto Sans CJK KR", "zh": "Noto Sans CJK SC"}


@cache
def typst_fonts() -> typst.Fonts:
    """The font book of the typesetter, read once a process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in _FOLDERS])


@cache
def covered() -> frozenset[int]:
    """Every code point that at least one of our font files can draw."""
    points: set[int] = set()
    for path in _font_files():
        with TTFont(path, fontNumber=0, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def fallbacks(language: str) -> list[str]:
    """Families to look a letter up in after the book's own face, most fitting first."""
    noto = [family for family in typst_fonts().families() if family.startswith("Noto Sans")]
    han = _CJK.get(language, _CJK["zh"])
    scripts = sorted(family for family in noto if "CJK" not in family and family != "Noto Sans")
    scripts.remove("Noto Sans Symbols")
    return ["Noto Sans", *scripts, "Noto Emoji", han, "Noto Sans Symbols"]


def leads(language: str) -> str | None:
    """The family that sets the whole book, punctuation included, where letters and punctuation belong together."""
    return _CJK.get(language)


def _font_files() -> list[Path]:
    return sorted(path for folder in _FOLDERS for path in folder.rglob("*.tt[fc]"))
