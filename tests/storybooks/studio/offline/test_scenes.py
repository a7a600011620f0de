import asyncio
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from storybooks.catalog import Style
from storybooks.studio.base import Hero, Scene
from storybooks.studio.offline import lexicon, offline_studio
from storybooks.studio.offline.draw.scene import PLACES, draw
from storybooks.studio.offline.draw.things import HELD, PLACED

from .pictures import HERO, difference, drawn, look, pixels, scene, share_near

DRAW_IN_A_NEW_PROCESS = """
import asyncio, hashlib
from storybooks.studio.offline import offline_studio
from tests.storybooks.studio.offline.pictures import look, scene
picture = asyncio.run(offline_studio().illustrator.draw_scene(
    scene("forest", "night", "rain", companions=("fox", "owl"), things=("lantern",)), look("storybook")))
print(hashlib.sha256(picture.data).hexdigest())
"""


def _digest_with_hash_seed(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    run = subprocess.run(
        [sys.executable, "-c", DRAW_IN_A_NEW_PROCESS], env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout


def test_the_same_scene_gives_the_same_bytes_in_every_process():
    assert _digest_with_hash_seed("1") == _digest_with_hash_seed("2")


def test_two_scenes_in_the_same_setting_are_composed_differently():
    assert difference(drawn(scene(text="First.")), drawn(scene(text="Second."))) > 5


def test_another_take_of_a_scene_is_composed_differently():
    first, second = (draw(scene(), replace(look(), take=take)) for take in ("", "again"))
    assert first != second
    assert draw(scene(), replace(look(), take="again")) == second


def test_a_picture_is_1024_pixels_square_and_can_be_decoded():
    picture = asyncio.run(offline_studio().illustrator.draw_scene(scene(), look()))
    assert (picture.width, picture.height, picture.mime) == (1024, 1024, "image/jpeg")
    assert pixels(picture.data).shape == (1024, 1024, 3)


@pytest.mark.parametrize("place", ["forest", "village", "sea", "mountains"])
def test_a_scene_at_night_is_darker_than_the_same_scene_by_day(place):
    assert drawn(scene(place, "night")).mean() < drawn(scene(place, "day")).mean() - 40


def test_evening_light_is_warmer_than_daylight():
    dusk, day = drawn(scene("village", "dusk")), drawn(scene("village", "day"))
    assert (dusk[..., 0] - dusk[..., 2]).mean() > (day[..., 0] - day[..., 2]).mean() + 10


def test_rain_adds_streaks_and_snow_adds_flakes():
    clear = draw(scene("meadow"), look())
    assert draw(scene("meadow", weather="rain"), look()).count("#eaf5ff") > clear.count("#eaf5ff") + 100
    assert draw(scene("meadow", weather="snow"), look()).count('fill="#ffffff"') > clear.count('fill="#ffffff"') + 100


def test_snow_whitens_the_ground():
    snowy, green = drawn(scene("meadow", weather="snow")), drawn(scene("meadow"))
    assert snowy[640:760].mean() > green[640:760].mean() + 30


def test_every_place_looks_different():
    pictures = {place: drawn(scene(place))[::8, ::8] for place in PLACES}
    closest = min(difference(a, b) for i, a in enumerate(pictures.values()) for b in list(pictures.values())[:i])
    assert closest > 4


def test_the_five_styles_look_different_from_each_other():
    pictures = [drawn(scene("forest"), look(style))[::4, ::4] for style in Style.values]
    assert min(difference(a, b) for i, a in enumerate(pictures) for b in pictures[:i]) > 8


def _roughness(picture) -> float:
    """How much neighbouring pixels differ in the typical spot: texture, not outlines."""
    return float(np.median(np.abs(np.diff(picture.mean(axis=2), axis=1))))


def test_flat_illustration_has_no_texture_and_storybook_has_paper():
    assert _roughness(drawn(scene(), look("flat-illustration"))) < 0.5
    assert _roughness(drawn(scene(), look("storybook"))) > 1.2


def test_comic_books_have_black_outlines_and_flat_illustrations_have_none():
    assert share_near(drawn(scene(), look("comic-book")), "#17121f", 25) > 0.01
    assert share_near(drawn(scene(), look("flat-illustration")), "#17121f", 25) < 0.002


@pytest.mark.parametrize(("part", "colour"), [("hair", "#8f2fd0"), ("top", "#ff2fa0"), ("skin", "#7a4a30")])
def test_the_palette_of_the_hero_appears_in_the_picture(part, colour):
    coloured = Hero(HERO.description, {**HERO.palette, part: colour})
    with_colour = share_near(drawn(scene(), look(hero=coloured)), colour, 45)
    assert with_colour > share_near(drawn(scene()), colour, 45) + 0.004


def test_colours_are_read_from_the_description_when_there_is_no_palette():
    dressed = Hero("a girl with long red hair and a purple dress")
    assert share_near(drawn(scene(), look(hero=dressed)), "#7d4fa3", 45) > 0.008


@pytest.mark.parametrize("companion", sorted(set(lexicon.COMPANIONS.entry_of.values())))
def test_each_companion_of_the_text_is_drawn(companion):
    accompanied = Scene("A scene.", "happy", scene(companions=(companion,)).image_prompt)
    alone = Scene("A scene.", "happy", scene().image_prompt)
    assert abs(draw(accompanied, look()).count("<path") - draw(alone, look()).count("<path")) >= 2


@pytest.mark.parametrize("thing", sorted({*HELD, *PLACED}))
def test_each_thing_of_the_text_is_drawn(thing):
    assert draw(scene(things=(thing,)), look()) != draw(scene(), look())


def test_a_feeling_changes_the_face():
    faces = {feeling: draw(scene(emotion=feeling), look()) for feeling in ("happy", "sad", "angry", "scared")}
    assert len(set(faces.values())) == 4


def test_audiences_change_the_look():
    assert difference(drawn(scene(), look(audience="children")), drawn(scene(), look(audience="adults"))) > 3


def test_a_pet_can_be_the_hero():
    assert share_near(drawn(scene(), look(hero=Hero("a small orange dog with brown eyes"))), "#ec8a33", 45) > 0.008


@pytest.mark.parametrize(
    "hostile", ['"/><image href="/etc/passwd"/>', "<!ENTITY x 'y'>", "]]>&amp;\x00", "#" * 5000, ""]
)
def test_words_of_strangers_never_reach_the_drawing(hostile):
    svg = draw(Scene(hostile, hostile, hostile), look(hero=Hero(hostile, {"hair": hostile, "top": '#123456"/>'})))
    assert "passwd" not in svg
    assert "ENTITY" not in svg
    assert "<image" not in svg


def test_an_unknown_feeling_is_drawn_as_a_happy_one():
    assert drawn(Scene("Text.", "melancholic-ish", "in the forest")).shape == (1024, 1024, 3)


def _cover(story="Mia walked in the forest. The forest was deep. She came home."):
    return asyncio.run(offline_studio().illustrator.draw_cover("Mia", story, look())).data


def test_the_cover_plays_where_the_story_plays():
    assert difference(pixels(_cover()), pixels(_cover(story="They swam underwater. The coral reef shone."))) > 25
