"""The offline storyteller: chooses a tale's parts for a hero, and tells them at the length its readers like."""

import re
from random import Random

from storybooks.catalog import AUDIENCES, Audience, Genre
from storybooks.studio.base import Hero, Story
from storybooks.studio.offline.appearance import appearance_of
from storybooks.studio.offline.protagonist import PRONOUNS, Protagonist, protagonist_of
from storybooks.studio.offline.seeds import dice
from storybooks.studio.offline.tales import adventure, bedtime, fantasy, history, siblings
from storybooks.studio.offline.tales.kit import Friend, Kit, Plot

KITS = {
    Genre.ADVENTURE: adventure.KIT,
    Genre.SIBLINGS: siblings.KIT,
    Genre.BEDTIME: bedtime.KIT,
    Genre.FANTASY: fantasy.KIT,
    Genre.HISTORY: history.KIT,
}
TRIALS = {Audience.CHILDREN: 1, Audience.YOUNG_ADULTS: 2, Audience.ADULTS: 4}
LEVELS = {Audience.CHILDREN: "+", Audience.YOUNG_ADULTS: "+*", Audience.ADULTS: "+*"}
GOAL = 0.4
"""Where between the least and the most words a story stops growing, as a share of the way."""
_PASSAGE = re.compile(r"\s*\[([+*]) ([^\]]*)\]")


def write_story(genre: str, hero: Hero, audience: str) -> Story:
    """An original story, the same for the same genre, hero and audience."""
    kit, chance = KITS[Genre(genre)], dice("story", genre, hero.description, audience)
    who, plot = protagonist_of(hero, audience), chance.choice(kit.plots)
    friend = chance.choice([friend for friend in kit.friends if friend.kind != _kind(hero, audience)])
    slots = _slots(who, friend, plot)
    paragraphs = [filled(part, slots) for part in _parts(kit, plot, friend, TRIALS[Audience(audience)], chance)]
    least, most = AUDIENCES[Audience(audience)].words
    told = told_in(paragraphs, LEVELS[Audience(audience)], round(least + (most - least) * GOAL))
    return Story(filled(chance.choice(plot.titles), slots), "\n\n".join(told))


def _kind(hero: Hero, audience: str) -> str:
    return appearance_of(hero, audience).kind


def _slots(who: Protagonist, friend: Friend, plot: Plot) -> dict[str, str]:
    called = next(name for name in friend.names if name != who.name)
    theirs = PRONOUNS[friend.pronoun]
    company = {"friend": called, "he": theirs["they"], "him": theirs["them"], "his": theirs["their"]}
    looks = {"looks": f"{who.name} {who.looks}", "so_looks": f"{who.slots['they']} {who.looks}"}
    slots = who.slots | company | plot.slots | looks
    return slots | {name.capitalize(): text[:1].upper() + text[1:] for name, text in slots.items()}


def _parts(kit: Kit, plot: Plot, friend: Friend, count: int, chance: Random) -> list[str]:
    """The tale's paragraphs in their order, `count` trials, if the plot has as many, at their hours."""
    known = plot.trials or kit.trials
    trials = chance.sample(known, min(count, len(known)))
    hours = [chance.choice(whens).capitalize() for whens in kit.whens[-len(trials) :]]
    timed = [trial.replace("{When}", f"{hour},") for trial, hour in zip(trials, hours, strict=True)]
    start = [friend.meet, plot.call] if kit.knows_friend else [plot.call, friend.meet]
    return [chance.choice(kit.openings), *start, *timed, plot.low, friend.help, plot.found, plot.home]


def filled(text: str, slots: dict[str, str]) -> str:
    return text.format_map(slots)


def told_in(paragraphs: list[str], levels: str, goal: int) -> list[str]:
    """The paragraphs with as many optional passages of these levels as it takes to reach `goal` words.

    The passages of one level come from all over the story, so that none of its parts outgrows the others.
    """
    words = sum(len(_PASSAGE.sub("", paragraph).split()) for paragraph in paragraphs)
    for level in levels:
        for number in sorted(range(len(paragraphs)), key=lambda number: (number % 3, number)):
            for passage in _PASSAGE.finditer(paragraphs[number]):
                if passage[1] == level and words < goal:
                    words += len(passage[2].split())
                    paragraphs[number] = paragraphs[number].replace(passage[0], f" {passage[2]}")
    return [_PASSAGE.sub("", paragraph).strip() for paragraph in paragraphs]
