"""Where, when, in what weather and with whom a scene plays, read from its words."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from storybooks.studio.offline import lexicon

INDOORS = frozenset({"home", "school", "cave", "underwater", "space"})
_ARRIVAL = re.compile(
    r"\b(in|into|inside|to|at|on|onto|reached|across|through|entered|under|along|im|zum|zur|am|dans|à la|au|en|al|"
    r"nel|nella)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_DEPARTURE = re.compile(r"\b(from|left|leaving|far|behind|outside|story about|thought about)\s+(?:\w+\s+){0,2}$", re.I)
_SPEECH = re.compile(r"\"[^\"]*\"|“[^”]*”|„[^“]*“|«[^»]*»|「[^」]*」")
_NAMED = re.compile(r"[^\w]{1,3}(?:(?:named|called|namens|nommé|llamado)\s+)?([A-ZÀ-ÞА-Я]\w{2,})")
_NAMED_BEFORE = re.compile(r"([A-ZÀ-Þ]\w{2,}),? the (?:\w+ ){0,2}$")


@dataclass(frozen=True)
class Setting:
    """What a picture shows beside its hero. Empty strings and tuples: the words do not say."""

    place: str = ""
    time: str = ""
    weather: str = ""
    companions: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    action: str = ""

    def or_else(self, other: "Setting") -> "Setting":
        """This setting with its gaps filled from another."""
        return Setting(
            self.place or other.place,
            self.time or other.time,
            self.weather or other.weather,
            self.companions or other.companions,
            self.things or other.things,
            self.action or other.action,
        )


MOVES = 1.3  # a place lighter than this is only hinted at and does not end the scene before
DEFAULT = Setting(place="meadow", time="day", weather="clear")


def read(text: str, names: dict[str, str] | None = None) -> Setting:
    """The setting the text speaks of; `names` tells which animal bears which name ("Pip" is a fox)."""
    told = _told(text)
    return Setting(
        place=_weightiest(told)[0],
        time=_time(told),
        weather=_last(lexicon.WEATHERS, told),
        companions=_companions(told, names or {}),
        things=_unique(found.entry for found in lexicon.THINGS.present(text))[:4],
        action=_action(text),
    )


def follow(before: Setting, text: str, names: dict[str, str] | None = None) -> Setting:
    """The setting of the next scene: what its text says, and what stays as it was."""
    said = read(text, names)
    if _weightiest(_told(text))[1] < MOVES:
        said = replace(said, place="")
    weather = said.weather or _lasting(before, said)
    company = _unique((*said.companions, *_still_there(before, text, names or {})))[:3]
    return replace(said, companions=company, weather=weather).or_else(
        replace(before, companions=(), things=(), action="")
    )


def emotion(text: str) -> str:
    """The strongest feeling of the text, or "" when it shows none."""
    felt = [found.entry for found in lexicon.EMOTIONS.present(text)]
    if not felt:
        return "excited" if text.count("!") > 1 else ""
    counts = Counter(felt)
    return max(counts, key=lambda entry: (counts[entry], felt[::-1].index(entry) * -1))


def names_of(story: str) -> dict[str, str]:
    """The names that the story gives its animals and people: {"Pip": "fox"}."""
    names: dict[str, str] = {}
    for found in lexicon.COMPANIONS.find(story):
        after = _NAMED.match(story, found.end)
        before = _NAMED_BEFORE.search(story[max(0, found.start - 40) : found.start])
        if before:
            names.setdefault(before.group(1), found.entry)
        elif after and story[found.end : after.start(1)].strip(" ,"):
            names.setdefault(after.group(1), found.entry)
    return names


def _told(text: str) -> str:
    """The text without what people in it only say."""
    return _SPEECH.sub(lambda speech: " " * len(speech.group()), text)


def _weightiest(text: str) -> tuple[str, float]:
    """The place with the most weight; the later one where two weigh the same, since stories arrive somewhere."""
    weights: dict[str, float] = {}
    for found in lexicon.PLACES.present(text):
        weights[found.entry] = weights.get(found.entry, 0) + _place_weight(text, found.start) + found.start / 1e6
    for found in lexicon.PLACE_HINTS.present(text):
        weights[found.entry] = weights.get(found.entry, 0) + 0.7
    best = max(weights, key=lambda entry: weights[entry], default="")
    return best, weights.get(best, 0.0)


def _place_weight(text: str, start: int) -> float:
    ahead = text[max(0, start - 40) : start]
    if _DEPARTURE.search(ahead):
        return 0.3
    return 5 if _ARRIVAL.search(ahead) else 3


def _time(text: str) -> str:
    return _last(lexicon.TIMES, text) or _last(lexicon.TIME_HINTS, text)


def _lasting(before: Setting, said: Setting) -> str:
    """Weather holds until the day or the place changes; a rainbow is gone after one picture."""
    new_day = said.time in {"dawn", "day"} and before.time in {"dusk", "night"}
    elsewhere = said.place and said.place != before.place
    return "clear" if new_day or elsewhere or before.weather == "rainbow" else before.weather


def _companions(text: str, names: dict[str, str]) -> tuple[str, ...]:
    finds = [(found.start, found.entry) for found in lexicon.COMPANIONS.present(text)]
    for name, kind in names.items():
        finds += [(match.start(), kind) for match in re.finditer(rf"\b{re.escape(name)}\b", text)]
    return _unique(kind for _, kind in sorted(finds))[:3]


def _still_there(before: Setting, text: str, names: dict[str, str]) -> tuple[str, ...]:
    """Friends with a name stay until they part; others as long as the text speaks of "them"."""
    if lexicon.PARTED.find(text):
        return ()
    if lexicon.TOGETHER.find(text):
        return before.companions
    return tuple(kind for kind in before.companions if kind in names.values())


def _last(words, text: str) -> str:
    finds = words.present(text)
    return finds[-1].entry if finds else ""


def _action(text: str) -> str:
    """What the hero does first. Flying, swimming and sleeping are left to the animal that is named beside the verb."""
    for found in lexicon.ACTIONS.present(text):
        nearby = text[max(0, found.start - 30) : found.end + 25]
        if found.entry not in {"fly", "swim", "sleep"} or not lexicon.COMPANIONS.find(nearby):
            return found.entry
    return ""


def _unique(entries) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entries))
