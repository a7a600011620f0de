"""Portraits without a photo."""

import asyncio
import re

import pytest

from storybooks.catalog import Style
from storybooks.studio.base import Hero
from storybooks.studio.offline import lexicon, offline_studio
from storybooks.studio.offline.appearance import PETS, appearance_of
from storybooks.studio.offline.draw.bust import draw_bust

from .pictures import difference, look, pixels, share_near

PLAIN = "a girl with short brown hair, light skin and a white top"


def bust(hero=PLAIN, style="flat-illustration", audience="children"):
    hero = Hero(hero) if isinstance(hero, str) else hero
    drawn = asyncio.run(offline_studio().illustrator.draw_portrait(None, look(style, audience, hero)))
    assert (drawn.mime, drawn.width, drawn.height) == ("image/jpeg", 1024, 1024)
    return pixels(drawn.data)


@pytest.mark.parametrize(
    ("description", "colour"),
    [
        ("a girl with short brown hair, light skin and a purple top", "#7d4fa3"),
        ("a girl with short pink hair, light skin and a white top", "#ee8fb0"),
        ("a girl with short brown hair, dark brown skin and a white top", "#623d2a"),
    ],
)
def test_the_colours_of_the_description_are_in_the_portrait(description, colour):
    assert share_near(bust(description), colour, 45) > share_near(bust(), colour, 45) + 0.02


def test_a_palette_is_believed_more_than_words():
    hero = Hero(PLAIN, {"top": "#10c0ff"})
    assert share_near(bust(hero), "#10c0ff", 60) > 0.05


def test_the_head_fills_the_picture_and_is_all_in_it():
    drawn = bust("a girl with short brown hair, dark brown skin and a white top")
    skin = abs(drawn - [0x62, 0x3D, 0x2A]).sum(axis=-1) < 70
    rows, columns = skin.any(axis=1).nonzero()[0], skin[:700].any(axis=0).nonzero()[0]
    assert rows.min() > 60
    assert 60 < columns.min() < columns.max() < 964
    assert columns.max() - columns.min() > 350


def test_the_ground_is_calm():
    edges = bust()[:, :40]
    assert edges.std(axis=(0, 1)).max() < 12


def test_the_five_styles_draw_the_same_hero_differently():
    drawn = [bust(style=style)[::4, ::4] for style in Style.values]
    assert min(difference(a, b) for i, a in enumerate(drawn) for b in drawn[:i]) > 2


def test_the_same_description_gives_the_same_portrait_and_another_one_another():
    assert difference(bust("someone"), bust("someone")) == 0
    assert difference(bust("someone"), bust("somebody else")) > 2


@pytest.mark.parametrize("kind", sorted(PETS))
def test_a_pet_is_drawn_as_itself(kind):
    word = next(word for word, entry in lexicon.COMPANIONS.entry_of.items() if entry == kind)
    person, pet = draw_bust(look(hero=Hero("a child"))), draw_bust(look(hero=Hero(f"a blue {word}")))
    assert appearance_of(Hero(f"a blue {word}"), "children").kind == kind
    assert len(re.findall("<g ", pet)) < len(re.findall("<g ", person))


@pytest.mark.parametrize("hostile", ['"/><image href="/etc/passwd"/>', "<!ENTITY x 'y'>", "\x00", "#" * 5000, ""])
def test_words_of_strangers_never_reach_the_portrait(hostile):
    svg = draw_bust(look(hero=Hero(hostile, {"hair": hostile, "top": '#123456"/>'})))
    assert not re.search("passwd|ENTITY|<image|\x00", svg)


@pytest.mark.parametrize("audience", ["children", "young_adults", "adults"])
@pytest.mark.parametrize("text", ["a girl with freckles", "a blonde boy", "a girl with long red hair", "ginger hair"])
def test_fair_hair_and_freckles_go_with_light_skin_unless_the_words_say_otherwise(text, audience):
    assert appearance_of(Hero(text), audience).skin in {"#f3cdb0", "#e6b48d"}
    assert appearance_of(Hero(f"{text} and dark brown skin"), audience).skin == "#623d2a"


def test_a_beard_is_as_grey_as_the_description_says():
    assert appearance_of(Hero("an old man with a grey beard"), "adults").hair == "#9b999b"
