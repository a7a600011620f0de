"""What people wear: trousers, skirts and shoes, tops with their motif, scarf and woolly hat."""

from storybooks.studio.offline import colours
from storybooks.studio.offline.appearance import Appearance
from storybooks.studio.offline.draw.forms import star
from storybooks.studio.offline.draw.pen import Pen, path
from storybooks.studio.offline.draw.poses import Pose
from storybooks.studio.offline.seeds import dice


def legs(pen: Pen, build, looks: Appearance, pose: Pose) -> str:
    """Both legs with their shoes, and the skirt over them."""
    colour = looks.skin if looks.skirt else looks.bottom
    parts = []
    for side, foot in ((-1, pose.left_foot), (1, pose.right_foot)):
        if pose.sits:
            parts.append(_folded_leg(pen, build, colour, side))
            continue
        x, y = side * build.shoulder * 0.48 + foot[0] * build.legs, foot[1] * build.legs
        hip_x, hip_y = side * build.shoulder * 0.44, -build.legs - 2
        knee = (hip_x * 0.4 + x * 0.6 + abs(foot[1]) * 30, (hip_y + y) / 2)
        parts.append(_shoe(pen, x, y, build.limb))
        parts.append(pen.limb(path("M", hip_x, hip_y, "Q", *knee, x, y - build.limb * 0.75), colour, build.limb))
    return "".join(parts) + (_skirt(pen, build, looks) if looks.skirt else "")


def _shoe(pen: Pen, x: float, y: float, limb: float) -> str:
    sole = path("M", x - limb * 0.6, y - limb * 0.62, "Q", x + limb * 0.1, y - limb * 0.9, x + limb * 0.62,
        y - limb * 0.5, "Q",
                x + limb * 1.12, y - limb * 0.36, x + limb * 1.02, y, "L", x - limb * 0.62, y, "Q", x - limb * 0.74,
                y - limb * 0.3, x - limb * 0.6, y - limb * 0.62, "Z")  # fmt: skip
    return pen.shape(sole, "#7a4a36")


def _folded_leg(pen: Pen, build, colour: str, side: int) -> str:
    knee_x, limb = side * build.shoulder * 1.45, build.limb
    leg = path("M", side * build.shoulder * 0.4, -build.legs + 2, "Q", knee_x, -limb * 1.9, knee_x, -limb * 0.9, "Q",
               knee_x * 0.9, -limb * 0.5, side * build.shoulder * 0.5, -limb * 0.55)  # fmt: skip
    return pen.limb(leg, colour, limb) + _shoe(pen, side * build.shoulder * 0.35, 0, limb * 0.9)


def _skirt(pen: Pen, build, looks: Appearance) -> str:
    colour = looks.top if looks.skirt == "dress" else looks.bottom
    waist, hem = build.shoulder * 0.86, build.shoulder * 1.5
    top, low = -build.legs - build.torso * 0.42, -build.legs * 0.42
    bell = path("M", -waist, top, "Q", -waist * 1.1, (top + low) / 2, -hem, low, "Q", -hem * 0.5, low + 13, 0,
        low + 9, "Q",
                hem * 0.5, low + 13, hem, low, "Q", waist * 1.1, (top + low) / 2, waist, top, "Z")  # fmt: skip
    folds = "".join(pen.mark(path("M", x * 0.5, low - 30, "L", x * 0.62, low + 4), colours.darker(colour, 0.22), 2.5,
        0.6)
                    for x in (-hem, 0, hem))  # fmt: skip
    return pen.shape(bell, colour) + ("" if pen.is_flat else folds)


def torso(pen: Pen, build, looks: Appearance, warm: bool) -> str:
    wide, top, low = build.shoulder, build.shoulders, -build.legs + 6
    hip = wide * 0.92
    trunk = path("M", -wide, top + 16, "Q", -wide, top + 1, -wide * 0.5, top - 3, "Q", 0, top + 3, wide * 0.5,
        top - 3, "Q", wide,
                 top + 1, wide, top + 16, "C", wide * 1.02, top + 50, hip, low - 30, hip, low, "Q", 0, low + 11,
                     -hip, low, "C",
                 -hip, low - 30, -wide * 1.02, top + 50, -wide, top + 16, "Z")  # fmt: skip
    collar = pen.mark(
        path("M", -wide * 0.42, top, "Q", 0, top + 17, wide * 0.42, top), colours.darker(looks.top, 0.25), 4
    )
    if warm:
        return pen.shape(trunk, looks.top) + _scarf(pen, build, looks)
    return pen.shape(trunk, looks.top) + ("" if pen.is_flat else collar) + _motif(pen, build, looks)


def _motif(pen: Pen, build, looks: Appearance) -> str:
    """The same decoration on the same top in every picture."""
    light = colours.lighter(looks.top, 0.55) if colours.brightness(looks.top) < 190 else colours.darker(looks.top, 0.25)
    middle, wide = build.shoulders + build.torso * 0.5, build.shoulder
    kind = dice("motif", looks.top, looks.hair, looks.skin).choice(["stripes", "star", "heart", "pocket", "plain"])
    if kind == "stripes":
        lines = (middle - 16, middle + 3, middle + 22)
        return "".join(
            pen.mark(path("M", -wide * 0.86, y, "Q", 0, y + 6, wide * 0.86, y), light, 6, 0.85) for y in lines
        )
    if kind == "star":
        return pen.shape(star(0, middle, 15), light, line=0, shade=False)
    if kind == "heart":
        heart = path("M", 0, middle + 14, "C", -28, middle - 4, -12, middle - 22, 0, middle - 8, "C", 12,
            middle - 22, 28,
                     middle - 4, 0, middle + 14, "Z")  # fmt: skip
        return pen.shape(heart, light, line=0, shade=False)
    if kind == "pocket":
        return pen.box(wide * 0.12, middle - 14, wide * 0.5, 22, light, round_=5, line=0.5, shade=False)
    return ""


def _accent(looks: Appearance) -> str:
    """A colour for wool that stands out from the top."""
    return "#f0b63f" if colours.name_of(looks.top) not in {"yellow", "gold", "orange"} else "#c9463f"


def _scarf(pen: Pen, build, looks: Appearance) -> str:
    wide, top, colour = build.shoulder, build.shoulders, _accent(looks)
    loop = path("M", -wide * 0.78, top - 2, "Q", 0, top + 26, wide * 0.78, top - 2)
    tail = path("M", wide * 0.36, top + 10, "L", wide * 0.46, top + 56)
    return pen.limb(tail, colours.darker(colour, 0.08), 16) + pen.limb(loop, colour, 19)


def woolly_hat(pen: Pen, r: float, looks: Appearance) -> str:
    colour = _accent(looks)
    crown = path("M", -r * 1.02, -r * 0.42, "C", -r * 1.02, -r * 1.55, r * 1.02, -r * 1.55, r * 1.02, -r * 0.42, "Z")
    brim = path("M", -r * 1.0, -r * 0.46, "Q", 0, -r * 0.74, r * 1.0, -r * 0.46)
    return (
        pen.circle(0, -r * 1.34, r * 0.24, "#fff6e8") + pen.shape(crown, colour) + pen.limb(brim, "#fff1dc", r * 0.24)
    )
