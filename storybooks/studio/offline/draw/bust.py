"""A portrait without a photo: the hero's head and shoulders as the description has them, before a calm ground."""

from dataclasses import replace

import numpy as np

from storybooks.studio.base import Look
from storybooks.studio.offline import colours
from storybooks.studio.offline.appearance import PETS, Appearance, appearance_of
from storybooks.studio.offline.draw import animals
from storybooks.studio.offline.draw.figure import build_of, figure
from storybooks.studio.offline.draw.light import light_of
from storybooks.studio.offline.draw.pen import SIZE, Pen
from storybooks.studio.offline.draw.scene import document
from storybooks.studio.offline.seeds import dice

GROUNDS = ("#fbe0a6", "#bfe0f4", "#cbe8bf", "#f8cdc0", "#d8ccf0", "#bde8dc")
HEAD = 236  # pixels, the radius of a head that fills the picture well
HEAD_Y = 465
PET_SCALE, PET_FEET = 4.2, 880


def draw_bust(look: Look) -> str:
    """The hero, friendly, as a complete SVG document of 1024 units."""
    looks = appearance_of(look.hero, look.audience)
    pen = Pen(look.style, light_of("day", "clear", look.audience), dice("bust", look.hero.description, look.style))
    ground = _ground(pen, pen.dice.choice(_contrasting(looks)))
    pen.manner = replace(pen.manner, line=pen.manner.line * 0.55)  # the figure is enlarged, its outline is not
    return document(pen, [ground, _pet(pen, looks) if looks.kind in PETS else _person(pen, looks, look)])


def _contrasting(looks: Appearance) -> list[str]:
    """The three grounds that the hero's own colours stand out from best."""
    worn = [colours.lab(colours.rgb(colour)) for colour in (looks.hair, looks.skin, looks.top) if colour]

    def distance(ground: str) -> float:
        here = colours.lab(colours.rgb(ground))
        return min((float(np.linalg.norm(here - colour)) for colour in worn), default=0)

    return sorted(GROUNDS, key=distance)[-3:]


def _ground(pen: Pen, colour: str) -> str:
    """Paper in one colour, lighter behind the head."""
    paint = pen.down(colours.lighter(colour, 0.25), colours.darker(colour, 0.06))
    plain = f'<rect width="{SIZE}" height="{SIZE}" fill="{colour if pen.is_flat else paint}"/>'
    if pen.is_flat:
        return plain + f'<circle cx="{SIZE / 2}" cy="{HEAD_Y + 30}" r="400" fill="{colours.lighter(colour, 0.5)}"/>'
    return plain + pen.soft(SIZE / 2, HEAD_Y, 520, 520, "#fffdf6", 0.6)


def _person(pen: Pen, looks: Appearance, look: Look) -> str:
    build = build_of(looks.kind, look.audience)
    scale = HEAD / build.head
    drawing = figure(pen, looks, look.audience, "stand", "happy")
    return pen.group(SIZE / 2, HEAD_Y - build.head_middle * scale, scale, drawing)


def _pet(pen: Pen, looks: Appearance) -> str:
    return pen.group(SIZE / 2, PET_FEET, PET_SCALE, animals.animal(pen, looks.kind, looks.hair), flip=True)
