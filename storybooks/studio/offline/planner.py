"""From a story to the scenes of a book: the story's own words in their own order, a setting and a feeling for each."""

from dataclasses import dataclass

from storybooks.catalog import AUDIENCES, Audience
from storybooks.studio.base import Page, Scene
from storybooks.studio.offline import setting as settings
from storybooks.studio.offline.bridges import bridges, hero_name, language
from storybooks.studio.offline.prompts import to_prompt
from storybooks.studio.offline.seeds import dice
from storybooks.studio.offline.sentences import joined, sentences, split_long, spread

READABLE = {Audience.CHILDREN: 220, Audience.YOUNG_ADULTS: 320, Audience.ADULTS: 420}
LONGEST = 500
"""Characters of a sentence that stay together: so that the fullest scene of a long story has less than 2,000."""


@dataclass(frozen=True)
class Line:
    """What stands under one picture. A bridge is not the story's own and tells nothing new about the setting."""

    text: str
    is_bridge: bool = False


def plan_pages(title: str, story: str, audience: str) -> list[Page]:
    """The whole story in exactly the audience's number of scenes and pages. A blank story is told by its title."""
    profile = AUDIENCES[Audience(audience)]
    lines = _lines(title, story if story.strip() else title, profile.scenes, READABLE[Audience(audience)])
    scenes = _scenes(title, story, lines)
    return _bind(scenes, profile.pages)


def _lines(title: str, story: str, count: int, readable: int) -> list[Line]:
    units = [part for sentence in sentences(story) for part in split_long(sentence, LONGEST)]
    if len(units) < count:
        units = [part for unit in units for part in split_long(unit, readable)]
    code = language(story)
    if not code:
        units = _finer(units, count)
    if len(units) >= count:
        return [Line(joined(group)) for group in spread(units, count)]
    return _bridged(title, story, units or ["…"], count, code)


def _finer(units: list[str], count: int) -> list[str]:
    """More, shorter parts for a language that has no bridges."""
    for limit in (120, 80, 50, 30):
        if len(units) >= count:
            break
        units = [part for unit in units for part in split_long(unit, limit)]
    return units


def _bridged(title: str, story: str, units: list[str], count: int, code: str) -> list[Line]:
    """All units, and after each but the last its share of bridges, so that the story keeps its own ending."""
    chance, names, before, used, lines = dice("bridges", title, story), settings.names_of(story), None, set(), []
    name = hero_name(title, story, set(names))
    for unit, share in zip(units, _shares(count - len(units), len(units)), strict=True):
        before = settings.follow(before or _opening(story), unit, names)
        lines.append(Line(unit))
        fitting = bridges(code, before, settings.emotion(unit), name, chance)
        for _ in range(share):
            bridge = next(line for line in fitting if line == "…" or line not in used)
            used.add(bridge)
            lines.append(Line(bridge, is_bridge=True))
    return lines


def _shares(bridges_needed: int, units: int) -> list[int]:
    slots = max(1, units - 1)
    shares = [bridges_needed * (i + 1) // slots - bridges_needed * i // slots for i in range(slots)]
    return shares if units == 1 else [*shares, 0]


def _opening(story: str) -> settings.Setting:
    """The setting a story starts in when its first scene does not say: the first that it names at all."""
    opening = settings.Setting()
    for sentence in sentences(story)[:12]:
        said = settings.read(sentence)
        opening = opening.or_else(settings.Setting(place=said.place))
    return opening.or_else(settings.DEFAULT)


def _scenes(title: str, story: str, lines: list[Line]) -> list[Scene]:
    names, feeling, before, scenes = settings.names_of(story), "", _opening(f"{story}. {title}."), []
    for number, line in enumerate(lines):
        if not line.is_bridge:
            before = settings.follow(before, line.text, names)
        feeling = settings.emotion(line.text) or _lingering(feeling, line, number == len(lines) - 1)
        scenes.append(Scene(line.text, feeling, to_prompt(before, feeling, line.text)))
    return scenes


def _lingering(feeling: str, line: Line, is_last: bool) -> str:
    """A bridge keeps the feeling of its scene; else strong feelings fade and books end well."""
    if line.is_bridge and feeling:
        return feeling
    if is_last or feeling in {"", "happy", "excited"}:
        return "happy"
    return "curious"


def _bind(scenes: list[Scene], pages: int) -> list[Page]:
    """The scenes on their pages, the fuller pages first."""
    each, over = divmod(len(scenes), pages)
    bound, start = [], 0
    for number in range(1, pages + 1):
        end = start + each + (number <= over)
        bound.append(Page(number, tuple(scenes[start:end])))
        start = end
    return bound
