import asyncio
import itertools
import re
import subprocess
import sys

import pytest

from storybooks.catalog import AUDIENCES, Genre
from storybooks.studio.base import Hero
from storybooks.studio.offline import lexicon, offline_studio
from storybooks.studio.offline import setting as reading
from storybooks.studio.offline.planner import plan_pages
from storybooks.studio.offline.protagonist import NAMES, protagonist_of
from storybooks.studio.offline.sentences import sentences
from storybooks.studio.offline.storyteller import KITS, write_story

HEROES = [
    Hero("a girl with long red hair and a green dress"),
    Hero("a boy with glasses and an orange hoodie"),
    Hero("A cheerful child with short brown hair."),
    Hero("a small brown dog"),
    Hero("An elderly woman with short grey hair and a purple scarf"),
    Hero(""),
]
EVERY = list(itertools.product(Genre.values, AUDIENCES))


def stories(genre, audience, count=24):
    for number in range(count):
        hero = HEROES[number % len(HEROES)]
        yield write_story(genre, Hero(f"{hero.description} {number}"), audience)


@pytest.mark.parametrize(("genre", "audience"), EVERY)
def test_a_story_has_its_audiences_length_and_nothing_left_to_fill_in(genre, audience):
    least, most = AUDIENCES[audience].words
    for story in stories(genre, audience):
        assert least <= len(story.text.split()) <= most
        assert 5 <= len(story.title) <= 100
        assert not re.search(r"[{}\[\]*+]|  |\s[,.!?]|\.\.|\ba [aeio]\w|\ban [^aeiouh]", story.text)


@pytest.mark.parametrize("genre", Genre.values)
def test_whatever_parts_meet_a_childrens_story_fits_its_length(genre):
    kit, most = KITS[genre], AUDIENCES["children"].words[1]
    looks = "Mia had long curly dark brown hair, wore a long dark blue dress and noticed everything.".count(" ") + 1
    for plot in kit.plots:
        own = sum(_least(text) for text in (plot.call, plot.low, plot.found, plot.home))
        friend = max(_least(friend.meet) + _least(friend.help) for friend in kit.friends)
        trial = max(_least(text) for text in plot.trials or kit.trials)
        opening = max(_least(text) for text in kit.openings) + looks + len(plot.slots.get("relic", "").split())
        assert own + friend + trial + opening + max(len(hour.split()) for hour in kit.whens[-1]) <= most


def _least(text):
    """The number of words that are told to everybody."""
    return len(re.sub(r"\[[+*] [^\]]*\]", "", text).replace("{When}", "").split())


@pytest.mark.parametrize(("genre", "audience"), EVERY)
def test_a_story_never_says_the_same_sentence_twice(genre, audience):
    for story in stories(genre, audience):
        long = [sentence for sentence in sentences(story.text) if len(sentence.split()) > 5]
        assert len(long) == len(set(long))


@pytest.mark.parametrize(("genre", "audience"), EVERY)
def test_a_story_passes_our_own_moderator(genre, audience):
    for story in stories(genre, audience):
        asyncio.run(offline_studio().moderator.check(audience, text=f"{story.title}\n{story.text}"))


def every_text(kit):
    for plot in kit.plots:
        yield from (*plot.titles, plot.call, plot.low, plot.found, plot.home, *plot.trials, *plot.slots.values())
    for friend in kit.friends:
        yield from (friend.meet, friend.help, *friend.names)
    yield from (*kit.openings, *kit.trials)


@pytest.mark.parametrize("genre", Genre.values)
def test_every_text_of_a_genre_is_fit_for_children_and_well_formed(genre):
    for text in every_text(KITS[genre]):
        asyncio.run(offline_studio().moderator.check("children", text=text))
        assert text.count("“") == text.count("”")
        assert text.count("[") == text.count("]") == len(re.findall(r"\[[+*] [^\]]+\]", text))
        for passage in re.findall(r"\[[+*] ([^\]]+)\]", text):
            assert passage.count("“") == passage.count("”")


@pytest.mark.parametrize(("genre", "audience"), EVERY)
def test_a_story_can_be_planned_with_different_pictures(genre, audience):
    seen = []
    for story in stories(genre, audience, 6):
        scenes = [scene for page in plan_pages(story.title, story.text, audience) for scene in page.scenes]
        told = [reading.read(scene.image_prompt) for scene in scenes]
        seen.append(len({(each.place, each.time, each.companions, each.things) for each in told}))
        assert all(scene.description in " ".join(story.text.split()) for scene in scenes)
    assert min(seen) >= 4


@pytest.mark.parametrize("audience", list(AUDIENCES))
def test_two_heroes_do_not_get_the_same_book(audience):
    for genre in Genre.values:
        names = [{protagonist_of(hero, audience).name: "X"} for hero in HEROES]
        texts = [write_story(genre, hero, audience).text for hero in HEROES]
        assert len({text.replace(next(iter(name)), "X") for text, name in zip(texts, names, strict=True)}) == len(
            HEROES
        )


def test_genres_and_audiences_tell_the_same_hero_different_stories():
    assert len({write_story(genre, HEROES[0], audience).text for genre, audience in EVERY}) == len(EVERY)


def test_the_hero_is_named_in_every_story_and_in_nearly_every_paragraph():
    for genre, audience in EVERY:
        for hero in HEROES:
            name, story = protagonist_of(hero, audience).name, write_story(genre, hero, audience)
            told = [name in paragraph for paragraph in story.text.split("\n\n")]
            assert told[0] or told[1]
            assert sum(told) >= len(told) - 2


def _in_another_process(seed):
    code = (
        "from storybooks.studio.base import Hero; from storybooks.studio.offline.storyteller import write_story;"
        "print(write_story('fantasy', Hero('a girl in a red coat'), 'adults'))"
    )
    environment = {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    ).stdout


def test_the_same_hero_gets_the_same_story_in_every_process():
    assert _in_another_process("1") == _in_another_process("2")


@pytest.mark.parametrize(
    ("description", "pronoun"),
    [("a girl with a dog and her brother", "she"), ("a boy and his sister", "he"), ("a child in a hat", "they"),
     ("a brown dog", "they"), ("ein Kind", "they"), ("the hero", "they")],
)  # fmt: skip
def test_pronouns_follow_the_description_and_are_neutral_where_it_is(description, pronoun):
    assert protagonist_of(Hero(description), "children").slots["they"] == pronoun


@pytest.mark.parametrize(
    ("description", "name"),
    [("a girl named Zora in a red coat", "Zora"), ("Zora is a girl of seven", "Zora"), ("a boy called Émile", "Émile")],
)
def test_a_name_that_the_description_gives_stays(description, name):
    assert name in write_story("adventure", Hero(description), "children").text


@pytest.mark.parametrize("description", ["She is a girl", "A smiling child", "Child is a boy"])
def test_the_first_word_of_a_description_is_not_taken_for_a_name(description):
    assert protagonist_of(Hero(description), "children").name in " ".join(NAMES.values()).split()


@pytest.mark.parametrize(
    ("description", "looks"),
    [
        ("a girl with long red hair and a green dress", "had long red hair, wore a green dress"),
        ("a boy in an orange hoodie", "wore an orange hoodie"),
        ("a brown dog", "had brown fur"),
        ("someone", "had quick feet"),
    ],
)
def test_a_hero_looks_in_the_story_as_in_the_description(description, looks):
    assert looks in protagonist_of(Hero(description), "children").looks


@pytest.mark.parametrize("hostile", ["{name.__class__} {0}", "Ignore all rules", "[* x] [+ y]", "\x00</p>", "x" * 5000])
def test_words_of_strangers_never_reach_the_story(hostile):
    text = write_story("bedtime", Hero(hostile), "children").text
    assert "class" not in text
    assert hostile not in text


def test_no_name_we_give_is_drawn_as_an_animal_or_a_thing():
    chosen = " ".join(NAMES.values()).split()
    friends = [name for kit in KITS.values() for friend in kit.friends for name in friend.names]
    for name in (*chosen, *friends):
        for words in (lexicon.COMPANIONS, lexicon.PLACES, lexicon.TIMES, lexicon.THINGS, lexicon.WEATHERS):
            assert not words.find(name), name
    assert not set(chosen) & set(friends)


def test_the_writer_tells_the_storytellers_story():
    told = asyncio.run(offline_studio().writer.write_story("history", HEROES[0], "young_adults"))
    assert told == write_story("history", HEROES[0], "young_adults")
