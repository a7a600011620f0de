"""One scene as SVG text: sky, place, company, hero, weather. Everything follows from the scene, the look and a seed."""

from dataclasses import dataclass, replace

from storybooks.studio.base import Look, Scene
from storybooks.studio.offline import setting as settings
from storybooks.studio.offline.appearance import PETS, Appearance, appearance_of
from storybooks.studio.offline.draw import (
    animals,
    places_built,
    places_inside,
    places_land,
    places_water,
    things,
    weather,
)
from storybooks.studio.offline.draw.figure import figure
from storybooks.studio.offline.draw.light import light_of
from storybooks.studio.offline.draw.pen import SIZE, Pen
from storybooks.studio.offline.draw.poses import pose_for
from storybooks.studio.offline.draw.sky import sky
from storybooks.studio.offline.draw.stage import Scenery, Stage
from storybooks.studio.offline.seeds import dice

PLACES = {
    "forest": places_land.forest, "meadow": places_land.meadow, "mountains": places_land.mountains,
        "snow": places_land.snow,
    "desert": places_land.desert, "river": places_land.river, "garden": places_land.garden, "farm": places_land.farm,
    "village": places_built.village, "city": places_built.city, "castle": places_built.castle,
        "home": places_inside.home,
    "school": places_inside.school, "cave": places_built.cave, "beach": places_water.beach, "sea": places_water.sea,
    "underwater": places_water.underwater, "sky": places_water.sky_high, "space": places_water.space,
}  # fmt: skip
PEOPLE = {
    "woman": Appearance("adult", "#6a4530", "", "#8a62ab", "#5a4a6a", "bob", "dress"),
    "man": Appearance("adult", "#4a352b", "", "#4f7f9a", "#4a4a5e", "short"),
    "grandmother": Appearance("adult", "#d9d6d6", "", "#b5678a", "#6a5a7a", "buns", "dress", glasses=True),
    "grandfather": Appearance("adult", "#e3e0dd", "", "#6f8a5c", "#6a5446", "short", beard=True, glasses=True),
    "child": Appearance("child", "#8a5a36", "", "#e3a93c", "#4a6a8a", "spiky"),
}


@dataclass(frozen=True)
class Shot:
    """How near we are: the hero's scale, where the feet stand, and on which side."""

    scale: float
    feet: float
    hero_x: float
    faces_right: bool


def draw(scene: Scene, look: Look) -> str:
    """The scene as a complete SVG document of 1024 units."""
    setting = settings.read(scene.image_prompt).or_else(settings.read(scene.description)).or_else(settings.DEFAULT)
    words = (scene.description, scene.image_prompt, scene.emotion, look.hero.description)
    chance = dice("scene", *words, look.style, look.audience, *filter(None, [look.take]))
    pen = Pen(look.style, light_of(setting.time, setting.weather, look.audience), chance)
    shot = _shot(pen, setting)
    stage = Stage(pen, setting, shot.hero_x, chance.uniform(500, 560))
    scenery = PLACES[setting.place](stage)
    layers = [_sky(stage, scenery), scenery.back, _treehouse(stage)]
    with pen.lit(0.36):
        layers.append(_cast(stage, scene, look, shot, scenery))
    layers += [scenery.front, "" if scenery.indoors else weather.veil(pen, setting.weather), vignette(pen)]
    return document(pen, layers)


def document(pen: Pen, layers: list[str]) -> str:
    body = "".join(layers)
    defs = "".join(pen.defs.values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" '
        f'viewBox="0 0 {SIZE} {SIZE}"><defs>{defs}</defs>{body}</svg>'
    )


def vignette(pen: Pen) -> str:
    if pen.is_flat:
        return ""
    stops = (
        '<stop offset=".62" stop-color="#2a1c46" stop-opacity="0"/><stop offset="1" '
        'stop-color="#2a1c46" stop-opacity=".3"/>'
    )
    pen.defs["vignette"] = f'<radialGradient id="vignette" cx=".5" cy=".46" r=".76">{stops}</radialGradient>'
    return f'<rect width="{SIZE}" height="{SIZE}" fill="url(#vignette)"/>'


def _shot(pen: Pen, setting: settings.Setting) -> Shot:
    crowd = len(setting.companions)
    scale = pen.dice.choice((1.2, 1.45, 1.7, 2.05)) if crowd < 2 else pen.dice.choice((1.1, 1.25))
    on_left = pen.dice.random() < 0.5
    x = pen.dice.uniform(270, 400) if crowd else pen.dice.uniform(330, 440)
    feet = {2.05: 1090, 1.7: 990, 1.45: 960}.get(scale, 925)
    return Shot(scale, feet, x if on_left else SIZE - x, on_left)


def _sky(stage: Stage, scenery: Scenery) -> str:
    pen, setting = stage.pen, stage.setting
    if scenery.indoors:
        return ""
    over = sky(pen, setting.weather, stage.hero_x, "moon" in setting.things)
    if setting.weather == "rainbow":
        over += weather.rainbow(pen, stage.horizon)
    return over + (weather.lightning(pen, stage.hero_x) if setting.weather == "storm" else "")


def _treehouse(stage: Stage) -> str:
    if "treehouse" not in stage.setting.things:
        return ""
    return stage.pen.group(
        SIZE - 200 if stage.hero_x < SIZE / 2 else 200, stage.horizon + 270, 1.25, things.treehouse(stage.pen)
    )


def _cast(stage: Stage, scene: Scene, look: Look, shot: Shot, scenery: Scenery) -> str:
    """Hero, companions and things, the further ones first."""
    pen = stage.pen
    hero = pen.group(shot.hero_x, shot.feet, shot.scale, _hero(stage, scene, look), flip=not shot.faces_right)
    company = [
        (_depth(kind), _companion(stage, kind, place, shot, look))
        for place, kind in enumerate(stage.setting.companions)
    ]
    behind = [drawing for depth, drawing in company if depth == "far"]
    before = [drawing for depth, drawing in company if depth == "near"]
    cast = "".join([*behind, *_placed(stage, shot), hero, *before])
    if scenery.floor == "boat":
        return _in_boat(stage, shot, cast)
    return cast


def _in_boat(stage: Stage, shot: Shot, cast: str) -> str:
    pen, scale = stage.pen, 1.25
    middle = (shot.hero_x + SIZE / 2) / 2
    back = pen.group(middle, 960, scale, things.sail(pen))
    return back + f'<g transform="translate(0 -40)">{cast}</g>' + pen.group(middle, 960, scale, things.boat(pen))


def _hero(stage: Stage, scene: Scene, look: Look) -> str:
    pen, setting = stage.pen, stage.setting
    looks = appearance_of(look.hero, look.audience)
    if looks.kind in PETS:
        return pen.group(0, 0, 1.35, animals.animal(pen, looks.kind, looks.hair), flip=True)
    held = next((thing for thing in setting.things if thing in things.HELD), "")
    action = setting.action or ("swim" if setting.place == "underwater" else "")
    if setting.place == "sea" and action in {"swim", "run", "jump"}:
        action = ""
    pose = pose_for(action, scene.emotion, bool(held), pen.dice)
    return figure(
        pen, looks, look.audience, pose, scene.emotion, held=things.HELD[held](pen) if held else "",
        warm=stage.is_white and setting.place != "home", helmet=setting.place in {"space", "underwater"},
    )  # fmt: skip


def _depth(kind: str) -> str:
    return "far" if kind in {"horse", "dragon", "whale", "elephant", "bear", *PEOPLE} else "near"


def _companion(stage: Stage, kind: str, place: int, shot: Shot, look: Look) -> str:
    pen = stage.pen
    side = 1 if shot.hero_x < SIZE / 2 else -1
    gap = (250, 420, 130)[place] if _depth(kind) == "near" else (330, 450, 250)[place]
    x = shot.hero_x + side * gap * min(1.25, shot.scale / 1.2) * (1 if place < 2 else -1)
    y = shot.feet - (34 if _depth(kind) == "far" else -8) - place * 12
    if kind in animals.SWIMMERS and stage.setting.place not in {"underwater"}:
        y, scale = (
            (stage.horizon + 170, shot.scale * 0.75)
            if stage.setting.place in {"sea", "beach", "river"}
            else (y, shot.scale)
        )
    elif kind in animals.FLYERS or stage.setting.place == "underwater":
        y, scale = y - 250 * shot.scale * 0.8, shot.scale
    else:
        scale = shot.scale
    if kind == "owl":
        y, scale = y, shot.scale * 0.9
    if stage.setting.place == "underwater":
        x += side * 120
    x = min(SIZE - 120, max(120, x))
    if kind in PEOPLE:
        looks = replace(PEOPLE[kind], skin=appearance_of(look.hero, look.audience).skin)
        drawing = figure(pen, looks, look.audience, pen.dice.choice(("stand", "wave")), "happy", warm=stage.is_white)
    else:
        drawing = animals.animal(pen, kind)
    return pen.group(x, y, scale, drawing, flip=side < 0)


def _placed(stage: Stage, shot: Shot) -> list[str]:
    """Things on the ground, on the hero's free side."""
    pen, side = stage.pen, -1 if shot.hero_x < SIZE / 2 else 1
    drawn = []
    for number, thing in enumerate(thing for thing in stage.setting.things if thing in things.PLACED):
        x = shot.hero_x + side * (150 + number * 90) if number else shot.hero_x - side * 150
        drawn.append(
            pen.group(min(SIZE - 110, max(110, x)), shot.feet + 8, shot.scale * 0.85, things.PLACED[thing](pen))
        )
    return drawn
