"""Finding words in a story: whole words in any alphabet, plain characters where a script has no spaces."""

import re
from dataclasses import dataclass
from functools import lru_cache

UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ABSENT = re.compile(
    r"\b(no|not|never|without|lost|missing|forgotten|imaginary|looking for|look for|looked for|searching for|search for"
    r"|searched for|dreamed of|dreamt of|dreaming of|wished for|as \w+ as|like an?|nor|neither"
    r"|kein|keine|keinen|ohne|sans|sin|senza)\s+(?:\w+'?\s+){0,2}$",
    re.IGNORECASE,
)

_GONE = re.compile(r"['’]s\b|\s+(?:was|is|were|had)\s+(?:gone|missing|lost|disappeared|vanished)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Find:
    """One word met in a text: which entry of the lexicon it speaks for and where it stands."""

    entry: str
    start: int
    end: int


class Lexicon:
    """Entries and the words that speak for them. The longest word wins where two begin at the same place."""

    def __init__(self, entries: dict[str, str]):
        self.entry_of = {word: entry for entry, words in entries.items() for word in _words(words)}
        ordered = sorted(self.entry_of, key=len, reverse=True)
        spaced = [re.escape(word).replace(r"\ ", r"\s+") for word in ordered if not UNSPACED.search(word)]
        unspaced = [re.escape(word) for word in ordered if UNSPACED.search(word)]
        self.pattern = re.compile("|".join([rf"\b(?:{'|'.join(spaced)})\b", *unspaced]), re.IGNORECASE)

    def find(self, text: str) -> list[Find]:
        """All words of the lexicon in the text, in reading order."""
        finds = []
        for match in self.pattern.finditer(text):
            entry = self.entry_of.get(" ".join(match.group().lower().split()))
            if entry is not None:  # None: a letter whose small form is another one, such as the Kelvin sign
                finds.append(Find(entry, match.start(), match.end()))
        return finds

    def present(self, text: str) -> list[Find]:
        """As `find`, without what the text says is lost, looked for, dreamed of or not there."""
        return [found for found in self.find(text) if not _is_absent(text, found)]


def _is_absent(text: str, found: Find) -> bool:
    before, after = text[max(0, found.start - 40) : found.start], text[found.end : found.end + 30]
    return bool(_ABSENT.search(before) or _GONE.match(after))


@lru_cache
def _words(words: str) -> tuple[str, ...]:
    """Words separated by spaces; an underscore stands for the space inside an expression; `+` adds the plural."""
    found = []
    for word in words.split():
        stem = word.rstrip("+").replace("_", " ")
        found.append(stem)
        if word.endswith("+"):
            found.append(_plural(stem))
    return tuple(found)


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"
