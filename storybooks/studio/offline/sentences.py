"""Cutting a story into sentences and spreading them evenly, whatever its language, without losing a character."""

import re
import unicodedata
from itertools import accumulate

from storybooks.studio.offline.words import UNSPACED

_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？｡]+[」』”’）]*|[؟۔।]+["'”’»]*|\n\s*\n|\n(?=\s*[-–—•*])""")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Sr|Jr|vs|etc|e\.g|i\.e|z\.B|bzw|[A-Z])\.$")
_CLAUSE = re.compile(r"[,;:–—]\s+|[，、；：،؛]|\n")


def sentences(text: str) -> list[str]:
    """The sentences of a text with inner white space folded; joined, they hold every word in its order."""
    found, start = [], 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[start : match.end()]):
            continue
        found.append(text[start : match.end()])
        start = match.end()
    found.append(text[start:])
    return _stitched([" ".join(sentence.split()) for sentence in found])


def _stitched(found: list[str]) -> list[str]:
    """Marks without a word ("…", "***") go to the sentence before them."""
    whole: list[str] = []
    for sentence in filter(None, found):
        if whole and not re.search(r"\w", sentence):
            whole[-1] += " " + sentence
        else:
            whole.append(sentence)
    return whole


def split_long(sentence: str, limit: int) -> list[str]:
    """Parts of at most about `limit` characters: cut after a clause, else between words, else anywhere."""
    parts = []
    while len(sentence) > limit:
        cut = _cut(sentence, limit)
        parts.append(sentence[:cut].strip())
        sentence = sentence[cut:].strip()
    return [*parts, sentence] if sentence else parts


def _cut(sentence: str, limit: int) -> int:
    window = sentence[:limit]
    clauses = [match.end() for match in _CLAUSE.finditer(window) if match.end() >= limit // 3]
    space = window.rfind(" ")
    if clauses or space > 0:
        return clauses[-1] if clauses else space
    while limit < len(sentence) and unicodedata.combining(sentence[limit]):
        limit += 1
    return limit


def spread(units: list[str], groups: int) -> list[list[str]]:
    """Neighbouring units in exactly `groups` groups, none empty, about equally long. Needs as many units as groups."""
    ends = list(accumulate(len(unit) + 1 for unit in units))
    result, start = [], 0
    for index in range(groups):
        last_end = len(units) - (groups - index - 1)
        end = last_end if index == groups - 1 else _end_of_group(ends, start, last_end, groups, index)
        result.append(units[start:end])
        start = end
    return result


def _end_of_group(ends: list[int], start: int, last_end: int, groups: int, index: int) -> int:
    done = ends[start - 1] if start else 0
    goal = done + (ends[-1] - done) / (groups - index)
    end = start + 1
    while end < last_end and abs(ends[end] - goal) <= abs(ends[end - 1] - goal):
        end += 1
    return end


def joined(units: list[str]) -> str:
    """One description; scripts that do not space their sentences get no space."""
    text = units[0]
    for unit in units[1:]:
        text += unit if UNSPACED.match(unit) else " " + unit
    return text
