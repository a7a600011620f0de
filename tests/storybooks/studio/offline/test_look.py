import asyncio
import io

import numpy as np
import pytest
from PIL import Image

from jobs.errors import PermanentError
from storybooks.catalog import Style
from storybooks.studio.base import Hero
from storybooks.studio.offline import colours, offline_studio
from storybooks.studio.offline.appearance import appearance_of, read_palette
from storybooks.studio.offline.look import describe_hero

from .pictures import difference, look, pixels
from .portraits import encoded, portrait

ODD_PICTURES = {
    "one pixel": Image.new("RGB", (1, 1), "red"),
    "very wide": Image.new("RGB", (5000, 200), "#88aa44"),
    "very tall": Image.new("RGB", (30, 3000), "#4488aa"),
    "grey": portrait().convert("L"),
    "palette": portrait().quantize(16),
    "transparent": portrait().convert("RGBA"),
    "bilevel": portrait().convert("1"),
    "cmyk": portrait().convert("CMYK"),
    "grey with alpha": portrait().convert("LA"),
    "sixteen bit": Image.fromarray(np.linspace(0, 65535, 10000).astype(np.uint16).reshape(100, 100)),
    "black": Image.new("RGB", (300, 300), "black"),
}


def _file(image: Image.Image) -> bytes:
    return encoded(image, "TIFF" if image.mode == "CMYK" else "PNG")


@pytest.mark.parametrize(
    ("hair", "skin", "top", "words"),
    [
        ("#d9b878", "#f4cdb0", "#3f74c4", ("blond hair", "light skin", "blue top")),
        ("#241c1c", "#7a4a30", "#4e9a51", ("black hair", "brown skin", "green top")),
        ("#a84a24", "#f2c8a8", "#7d4fa3", ("red hair", "light skin", "purple top")),
        ("#5b3a24", "#c58e63", "#f2cb46", ("brown hair", "skin", "yellow top")),
    ],
)
@pytest.mark.parametrize("background", ["#8fb08a", "#9fc0d8", "#c9ccd0"])
def test_hair_skin_and_top_are_read_off_a_portrait(hair, skin, top, words, background):
    hero = describe_hero(encoded(portrait(hair, skin, top, background)), "children")
    assert all(word in hero.description for word in words)
    for part, colour in {"hair": hair, "skin": skin, "top": top}.items():
        assert np.linalg.norm(colours.lab(colours.rgb(hero.palette[part])) - colours.lab(colours.rgb(colour))) < 22


def test_long_hair_is_seen():
    assert "long" in describe_hero(encoded(portrait(long_hair=True)), "children").description
    assert "long" not in describe_hero(encoded(portrait(long_hair=False)), "children").description


def test_what_the_photo_shows_is_what_the_pen_draws():
    hero = describe_hero(encoded(portrait(hair="#432d22", top="#3f74c4", long_hair=True)), "children")
    drawn = appearance_of(hero, "children")
    assert drawn.top == hero.palette["top"]
    assert (drawn.hair_style, drawn.kind) == ("long", "child")


def test_a_picture_without_a_person_lends_its_colours_to_the_clothes():
    hero = describe_hero(_file(Image.new("RGB", (200, 200), "#2f6fd0")), "children")
    assert set(hero.palette) <= {"top", "bottom"}
    assert "blue top" in hero.description


def test_a_black_and_white_photo_claims_no_colours():
    assert describe_hero(_file(portrait().convert("L")), "children").palette == {}


@pytest.mark.parametrize("name", ODD_PICTURES)
def test_odd_pictures_are_described_and_drawn(name):
    photo = _file(ODD_PICTURES[name])
    assert describe_hero(photo, "adults").description
    picture = asyncio.run(offline_studio().illustrator.draw_portrait(photo, look("storybook")))
    assert max(picture.width, picture.height) <= 1024
    assert Image.open(io.BytesIO(picture.data)).size == (picture.width, picture.height)


@pytest.mark.parametrize("broken", [b"", b"not a picture", encoded(portrait())[:3000], b"<svg/>", b"GIF89a"])
def test_bytes_that_are_no_picture_are_refused_with_a_sentence(broken):
    with pytest.raises(PermanentError) as refusal:
        asyncio.run(offline_studio().writer.describe_hero(broken, "children"))
    assert refusal.value.code == "INVALID_INPUT"


def test_a_portrait_keeps_the_photos_shape(portrait_jpeg):
    picture = asyncio.run(offline_studio().illustrator.draw_portrait(portrait_jpeg, look("anime")))
    assert (picture.width, picture.height) == (640, 800)


def test_a_photo_lying_on_its_side_is_turned_upright():
    turned = portrait().rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = asyncio.run(
        offline_studio().illustrator.draw_portrait(encoded(turned, exif=exif), look("flat-illustration"))
    )
    assert picture.height > picture.width


def test_the_five_styles_paint_the_same_photo_differently(portrait_jpeg):
    draw = offline_studio().illustrator.draw_portrait
    painted = [pixels(asyncio.run(draw(portrait_jpeg, look(style))).data) for style in Style.values]
    photo = pixels(portrait_jpeg)
    assert min(difference(a, b) for i, a in enumerate([photo, *painted]) for b in [photo, *painted][:i]) > 4


@pytest.mark.parametrize(
    ("text", "part", "colour"),
    [
        ("a girl with long red hair and a blue dress", "hair", colours.HAIR["red"]),
        ("a girl with long red hair and a blue dress", "top", colours.NAMES["blue"]),
        ("a boy in a soft dark green t-shirt", "top", colours.NAMES["dark green"]),
        ("a boy whose hair is black", "hair", colours.HAIR["black"]),
        ("a child with light brown skin", "skin", colours.SKIN["light brown"]),
        ("a blonde toddler", "hair", colours.HAIR["blond"]),
        ("a child in blue jeans", "bottom", colours.NAMES["blue"]),
    ],
)
def test_colours_are_read_out_of_a_description(text, part, colour):
    assert read_palette(text)[part] == colour


@pytest.mark.parametrize(
    ("text", "style"),
    [("a girl with long black hair", "long"), ("a boy with curly hair", "curly"), ("a girl with two braids", "braids"),
     ("a boy", "short"), ("a bald man", "bald"), ("a girl with a ponytail", "ponytail")],
)  # fmt: skip
def test_hair_styles_are_read_out_of_a_description(text, style):
    assert appearance_of(Hero(text), "children").hair_style == style


def test_a_child_with_a_dog_is_a_child_and_a_dog_is_a_dog():
    assert appearance_of(Hero("a girl with her brown dog"), "children").kind == "child"
    assert appearance_of(Hero("a brown dog with floppy ears"), "children").kind == "dog"


def test_a_vague_description_always_gives_the_same_looks():
    assert appearance_of(Hero("someone nice"), "children") == appearance_of(Hero("someone nice"), "children")
