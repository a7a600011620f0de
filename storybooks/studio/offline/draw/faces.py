"""Faces: eyes in the style's manner, brows, mouth and cheeks by feeling. Units: the head's radius, centre at (0, 0)."""

from dataclasses import dataclass

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.pen import Pen, path


@dataclass(frozen=True)
class Feeling:
    """`open`: how wide the eyes are; `brow`: inner ends up (+) or down (-); `lift`: how high the brows are."""

    open: float
    brow: float
    lift: float
    mouth: str
    blush: float = 0.4


FEELINGS = {
    "happy": Feeling(1.0, 0.02, 0.02, "smile", 0.55),
    "sad": Feeling(0.85, 0.12, 0.0, "frown", 0.3),
    "excited": Feeling(1.15, 0.03, 0.08, "laugh", 0.65),
    "scared": Feeling(1.25, 0.13, 0.06, "wobble", 0.15),
    "angry": Feeling(0.8, -0.14, -0.05, "grit", 0.6),
    "surprised": Feeling(1.3, 0.02, 0.14, "o", 0.4),
    "curious": Feeling(1.12, 0.02, 0.09, "small", 0.4),
    "confused": Feeling(1.0, 0.08, 0.04, "slant", 0.3),
    "determined": Feeling(0.9, -0.09, -0.03, "firm", 0.4),
    "asleep": Feeling(0.0, 0.02, 0.0, "small", 0.5),
}


def face(pen: Pen, r: float, skin: str, feeling: str, eye_size: float, turn: float, brow_colour: str) -> str:
    """Everything inside the outline of a head of radius `r`; `turn` moves it sideways as the head turns."""
    mood = FEELINGS.get(feeling, FEELINGS["happy"])
    x = turn * r
    cheek = colours.mix(skin, "#f0524f", 0.55)
    parts = [
        pen.soft(x - r * 0.55, r * 0.34, r * 0.24, r * 0.19, pen.tint(cheek), mood.blush * 1.2),
        pen.soft(x + r * 0.55, r * 0.34, r * 0.24, r * 0.19, pen.tint(cheek), mood.blush * 1.2),
        eye(pen, x - r * 0.36, r * 0.06, r * eye_size, mood.open, -1),
        eye(pen, x + r * 0.36, r * 0.06, r * eye_size, mood.open, 1),
        _brows(pen, x, r, mood, brow_colour, eye_size),
        _nose(pen, x + turn * r * 0.4, r, skin),
        mouth(pen, x + turn * r * 0.15, r * 0.5, r, mood.mouth),
    ]
    if feeling == "sad":
        parts.append(_tear(pen, x - r * 0.42, r * 0.27, r))
    return "".join(parts)


def eye(pen: Pen, x: float, y: float, size: float, open_: float, side: int) -> str:
    """One eye; `size` scales all, `side` is -1 left and 1 right."""
    if open_ == 0:
        lash = path("M", x - size * 0.17, y, "Q", x, y + size * 0.13, x + size * 0.17, y)
        return pen.mark(lash, "#2b2130", size * 0.06)
    kinds = {"dots": _dot, "plain": _plain, "round": _round, "big": _big, "real": _real}
    return kinds[pen.manner.eyes](pen, x, y, size, open_, side)


def _dot(pen: Pen, x: float, y: float, size: float, open_: float, side: int) -> str:
    rx, ry = size * 0.125, size * 0.16 * open_
    return (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="#2b2130"/>'
        f'<circle cx="{x - rx * 0.3:.1f}" cy="{y - ry * 0.38:.1f}" r="{rx * 0.4:.1f}" fill="#fff"/>'
        f'<circle cx="{x + rx * 0.35:.1f}" cy="{y + ry * 0.4:.1f}" r="{rx * 0.2:.1f}" fill="#fff" opacity=".7"/>'
    )


def _plain(pen: Pen, x: float, y: float, size: float, open_: float, side: int) -> str:
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{size * 0.095:.1f}" ry="{size * 0.12 * open_:.1f}" fill="#2d2636"/>'


def _round(pen: Pen, x: float, y: float, size: float, open_: float, side: int) -> str:
    ry = size * 0.26 * open_
    white = f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{size * 0.2:.1f}" ry="{ry:.1f}" fill="#fff" stroke="#17121f" ' \
            f'stroke-width="{size * 0.045:.1f}"/>'  # fmt: skip
    pupil = f'<ellipse cx="{x + size * 0.02:.1f}" cy="{y + ry * 0.15:.1f}" rx="{size * 0.135:.1f}" ' \
            f'ry="{min(ry * 0.7, size * 0.2):.1f}" fill="#17121f"/>'  # fmt: skip
    return (
        white
        + pupil
        + f'<circle cx="{x - size * 0.03:.1f}" cy="{y - ry * 0.1:.1f}" r="{size * 0.045:.1f}" fill="#fff"/>'
    )


def _big(pen: Pen, x: float, y: float, size: float, open_: float, side: int) -> str:
    rx, ry = size * 0.235, size * 0.31 * min(open_, 1.15)
    iris = pen.down("#2c3a78", "#6fb6ea")
    lash = path("M", x - side * rx * 0.95, y - ry * 0.5, "Q", x, y - ry * 1.35, x + side * rx * 1.2, y - ry * 0.35)
    return (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="#fff"/>'
        f'<ellipse cx="{x:.1f}" cy="{y + ry * 0.04:.1f}" rx="{rx * 0.78:.1f}" ry="{ry * 0.92:.1f}" fill="{iris}"/>'
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx * 0.36:.1f}" ry="{ry * 0.48:.1f}" fill="#1c1838"/>'
        f'<circle cx="{x - rx * 0.3:.1f}" cy="{y - ry * 0.42:.1f}" r="{rx * 0.3:.1f}" fill="#fff"/>'
        f'<circle cx="{x + rx * 0.32:.1f}" cy="{y + ry * 0.45:.1f}" r="{rx * 0.16:.1f}" fill="#fff" opacity=".85"/>'
        + pen.mark(lash, "#2a1c30", size * 0.07)
    )


def _real(pen: Pen, x: float, y: float, size: float, open_: float, side: int) -> str:
    rx, ry = size * 0.19, size * 0.125 * open_
    almond = path(
        "M", x - rx, y + ry * 0.15, "Q", x, y - ry * 1.9, x + rx, y, "Q", x, y + ry * 1.7, x - rx, y + ry * 0.15
    )
    lid = path("M", x - rx * 1.05, y + ry * 0.1, "Q", x, y - ry * 2.0, x + rx * 1.1, y - ry * 0.05)
    return (
        f'<path d="{almond}Z" fill="#fdf9f4"/>'
        f'<circle cx="{x:.1f}" cy="{y - ry * 0.05:.1f}" r="{min(ry * 0.98, rx * 0.6):.1f}" fill="#5a3d28"/>'
        f'<circle cx="{x:.1f}" cy="{y - ry * 0.05:.1f}" r="{min(ry, rx) * 0.45:.1f}" fill="#1d1414"/>'
        f'<circle cx="{x - rx * 0.16:.1f}" cy="{y - ry * 0.4:.1f}" r="{size * 0.026:.1f}" fill="#fff"/>'
        + pen.mark(lid, "#3a2626", size * 0.045)
    )


def _brows(pen: Pen, x: float, r: float, mood: Feeling, colour: str, eye_size: float) -> str:
    parts = []
    y = -r * (0.17 + 0.14 * eye_size + mood.lift)
    for side in (-1, 1):
        slope = mood.brow if not (mood.mouth == "slant" and side == 1) else -0.02
        inner, outer = (x + side * r * 0.2, y - slope * r), (x + side * r * 0.52, y + slope * r * 0.7)
        arch = ((inner[0] + outer[0]) / 2, min(inner[1], outer[1]) - r * 0.05)
        parts.append(pen.mark(path("M", *inner, "Q", *arch, *outer), colour, r * 0.06))
    return "".join(parts)


def _nose(pen: Pen, x: float, r: float, skin: str) -> str:
    shade = colours.darker(skin, 0.22)
    if pen.is_flat:
        return ""
    width = r * (0.05 if pen.manner.eyes != "big" else 0.03)
    return pen.mark(
        path("M", x - r * 0.04, r * 0.27, "Q", x + r * 0.06, r * 0.31, x + r * 0.05, r * 0.24), shade, width
    )


def mouth(pen: Pen, x: float, y: float, r: float, kind: str) -> str:
    width, ink = r * 0.055, "#7a3038"
    lines = {
        "smile": ("M", x - r * 0.22, y - r * 0.05, "Q", x, y + r * 0.2, x + r * 0.22, y - r * 0.05),
        "small": ("M", x - r * 0.11, y, "Q", x, y + r * 0.09, x + r * 0.12, y - r * 0.01),
        "frown": ("M", x - r * 0.17, y + r * 0.09, "Q", x, y - r * 0.1, x + r * 0.17, y + r * 0.09),
        "firm": ("M", x - r * 0.17, y + r * 0.01, "Q", x, y + r * 0.05, x + r * 0.18, y - r * 0.02),
        "slant": ("M", x - r * 0.15, y + r * 0.06, "Q", x, y - r * 0.05, x + r * 0.17, y + r * 0.03),
        "wobble": ("M", x - r * 0.2, y + r * 0.05, "Q", x - r * 0.1, y - r * 0.06, x, y + r * 0.04, "T",
                   x + r * 0.2, y + r * 0.02),
        "grit": ("M", x - r * 0.19, y + r * 0.1, "Q", x, y - r * 0.06, x + r * 0.19, y + r * 0.1),
    }  # fmt: skip
    if kind in lines:
        return pen.mark(path(*lines[kind]), ink, width)
    if kind == "o":
        return pen.ellipse(x, y + r * 0.04, r * 0.1, r * 0.14, "#a0404a", line=0.4, shade=False)
    open_ = path("M", x - r * 0.26, y - r * 0.07, "Q", x, y - r * 0.01, x + r * 0.26, y - r * 0.07, "Q", x + r * 0.2,
                 y + r * 0.29, x, y + r * 0.29, "Q", x - r * 0.2, y + r * 0.29, x - r * 0.26, y - r * 0.07,
                     "Z")  # fmt: skip
    tongue = pen.ellipse(x, y + r * 0.2, r * 0.12, r * 0.07, "#f08a8a", line=0, shade=False)
    return pen.shape(open_, "#8e3440", line=0.5, shade=False) + tongue


def _tear(pen: Pen, x: float, y: float, r: float) -> str:
    drop = path("M", x, y, "Q", x + r * 0.1, y + r * 0.14, x, y + r * 0.2, "Q", x - r * 0.1, y + r * 0.14, x, y, "Z")
    return pen.shape(drop, "#8fd0f2", line=0.35, shade=False)
