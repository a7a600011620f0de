"""A family's text made ready for paper: clean paragraphs, no letter that cannot be drawn, no word too long to break."""

import re
import unicodedata
from collections import Counter

from .fonts import covered

MISSING = "\u25a1"
_SOFT_HYPHEN = "\u00ad"
_UNBREAKABLE = 21
# Scripts written without spaces break between any letters, or by a dictionary: not our business.
_WORD = re.compile("[^\\s\u00ad\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffef\U00010000-\U0010ffff]+")
_LETTER = re.compile(
    "(?s).[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u200c\u200d]*"
)
_LANGUAGES = {"GREEK": "el", "HEBREW": "he", "THAI": "th", "CJK": "zh", "HANGUL": "ko", "HIRAGANA": "ja"}


def missing_characters(text: str) -> set[str]:
    """The characters of the text that no font of ours can draw; the book shows an empty box in their place."""
    return {char for char in unicodedata.normalize("NFC", text) if not _drawable(char)}


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs, ready to set."""
    drawn = "".join(char if _drawable(char) else MISSING for char in unicodedata.normalize("NFC", text))
    lines = (" ".join(_without_controls(line).split()) for line in drawn.splitlines())
    return [_WORD.sub(_softened, line) for line in lines if line]


def longest_words(lines: list[str], count: int = 5) -> list[str]:
    """The longest pieces that cannot be broken: they decide how narrow a column may be."""
    return sorted({word for line in lines for word in _WORD.findall(line)}, key=lambda word: (-len(word), word))[:count]


def language(text: str) -> str:
    """The text's language where its script tells (el, he, ja, ko, th, zh), else "und"."""
    scripts = Counter(_script(char) for char in text if char.isalpha())
    kana = scripts["HIRAGANA"] + scripts.pop("KATAKANA", 0)
    if kana:
        scripts["HIRAGANA"] = kana + scripts.pop("CJK", 0)  # Japanese mixes both with Chinese characters
    return _LANGUAGES.get(max(scripts, key=scripts.__getitem__, default=""), "und")


def runs_right_to_left(text: str) -> bool:
    """Whether most letters of the text belong to a script written from right to left."""
    directions = Counter(unicodedata.bidirectional(char) for char in text if char.isalpha())
    return directions["R"] + directions["AL"] > directions["L"]


def is_latin(text: str) -> bool:
    """Whether most letters of the text are Latin ones: our own English words beside others would look lost."""
    scripts = Counter(_script(char) for char in text if char.isalpha())
    return max(scripts, key=scripts.__getitem__, default="LATIN") == "LATIN"


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


def _drawable(char: str) -> bool:
    return ord(char) in covered() or unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp") or _selects(char)


def _selects(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _without_controls(line: str) -> str:
    return "".join(" " if unicodedata.category(char) == "Cc" else char for char in line)


def _softened(match: re.Match) -> str:
    word = match[0]
    if len(word) <= _UNBREAKABLE:
        return word
    letters = re.findall(_LETTER, word)
    half = _UNBREAKABLE // 2
    return _SOFT_HYPHEN.join("".join(letters[start : start + half]) for start in range(0, len(letters), half))
