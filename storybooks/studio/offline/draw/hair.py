"""Hair in nine cuts: what falls behind the head, and what lies on it. Units: the head's radius, centre at (0, 0)."""

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.pen import Pen, path

_CAP = ("M", -1.03, 0.06, "C", -1.26, -1.42, 1.26, -1.42, 1.03, 0.06)
_FRINGES = {
    "swept": ("Q", 0.98, -0.34, 0.7, -0.5, "Q", 0.2, -0.3, -0.12, -0.6, "Q", -0.4, -0.32, -0.8, -0.34, "Q", -0.97, -0.2,
              -1.03, 0.06),
    "straight": ("Q", 1.0, -0.2, 0.84, -0.36, "Q", 0.5, -0.24, 0.3, -0.4, "Q", 0.05, -0.22, -0.2, -0.4, "Q", -0.5,
        -0.24,
                 -0.8, -0.36, "Q", -1.0, -0.2, -1.03, 0.06),
    "parted": ("Q", 1.0, -0.36, 0.62, -0.56, "Q", 0.22, -0.66, -0.02, -0.92, "Q", -0.26, -0.66, -0.64, -0.54, "Q", -1.0,
               -0.36, -1.03, 0.06),
    "spikes": ("L", 0.86, -0.42, "L", 0.66, -0.24, "L", 0.44, -0.52, "L", 0.2, -0.26, "L", -0.06, -0.54, "L", -0.34,
        -0.24,
               "L", -0.56, -0.5, "L", -0.82, -0.26, "L", -1.03, 0.06),
}  # fmt: skip
_FRINGE_OF = {"short": "swept", "long": "parted", "bob": "straight", "ponytail": "swept", "braids": "parted",
              "buns": "straight", "curly": "swept", "spiky": "spikes"}  # fmt: skip


def _scaled(parts: tuple, r: float) -> str:
    return path(*(part if isinstance(part, str) else part * r for part in parts))


def behind(pen: Pen, r: float, style: str, colour: str) -> str:
    """Hair that the head and shoulders hide in part."""
    if style == "long":
        fall = ("M", -1.04, -0.2, "C", -1.5, 0.9, -1.12, 1.5, -0.98, 1.86, "Q", -0.5, 1.7, 0, 1.74, "Q", 0.5, 1.7,
            0.98, 1.86,
                "C", 1.12, 1.5, 1.5, 0.9, 1.04, -0.2, "Z")  # fmt: skip
        return pen.shape(_scaled(fall, r), colours.darker(colour, 0.08))
    if style == "bob":
        fall = ("M", -1.06, -0.3, "C", -1.36, 0.3, -1.2, 0.8, -0.95, 0.95, "Q", 0, 1.1, 0.95, 0.95, "C", 1.2, 0.8,
            1.36, 0.3,
                1.06, -0.3, "Z")  # fmt: skip
        return pen.shape(_scaled(fall, r), colours.darker(colour, 0.08))
    if style == "ponytail":
        tail = ("M", 0.5, -0.85, "C", 1.7, -1.1, 1.85, 0.2, 1.45, 0.95, "C", 1.3, 0.4, 1.2, 0, 0.6, -0.3, "Z")
        return pen.shape(_scaled(tail, r), colours.darker(colour, 0.05))
    if style == "buns":
        return "".join(pen.circle(side * r * 0.78, -r * 0.98, r * 0.4, colour) for side in (-1, 1))
    if style == "curly":
        return _curls(pen, r, colour, ((-0.98, 0.15, 0.4), (0.98, 0.15, 0.4), (-1.1, -0.3, 0.44), (1.1, -0.3, 0.44),
                                       (-0.84, -0.82, 0.5), (0.84, -0.82, 0.5), (0, -1.05, 0.58)))  # fmt: skip
    return _braids(pen, r, colour) if style == "braids" else ""


def _braids(pen: Pen, r: float, colour: str) -> str:
    parts = []
    for side in (-1, 1):
        for i in range(4):
            parts.append(pen.ellipse(side * r * (1.06 + 0.04 * i), r * (0.42 + 0.3 * i), r * 0.2, r * 0.21, colour))
        parts.append(pen.ellipse(side * r * 1.18, r * 1.56, r * 0.13, r * 0.09, "#e05f70", line=0.7))
    return "".join(parts)


def _curls(pen: Pen, r: float, colour: str, spots: tuple) -> str:
    """Round curls as one mass: all outlines first, then all fills."""
    outlines = "".join(pen.circle(x * r, y * r, size * r, colour, shade=False) for x, y, size in spots)
    fills = "".join(pen.circle(x * r, y * r, size * r, colour, line=0, shade=False) for x, y, size in spots)
    return outlines + fills


def on_top(pen: Pen, r: float, style: str, colour: str) -> str:
    """The cap of hair with its fringe and a streak of light."""
    if style == "bald":
        return ""
    if style == "curly":
        spots = tuple((x / 10, y, 0.3) for x, y in ((-8.4, -0.5), (-5.6, -0.74), (-2, -0.84), (2, -0.84), (5.6, -0.74),
                                                    (8.4, -0.5)))  # fmt: skip
        return _curls(pen, r, colour, spots)
    cap = pen.shape(_scaled(_CAP + _FRINGES[_FRINGE_OF.get(style, "swept")] + ("Z",), r), colour)
    return cap + _shine(pen, r, colour) + _tie(pen, r, style)


def _shine(pen: Pen, r: float, colour: str) -> str:
    if pen.is_flat:
        return ""
    light = colours.lighter(colour, 0.4)
    arc = path("M", -r * 0.66, -r * 0.66, "Q", -r * 0.3, -r * 0.98, r * 0.22, -r * 0.93)
    return pen.mark(arc, light, r * 0.09, 0.55)


def _tie(pen: Pen, r: float, style: str) -> str:
    if style == "ponytail":
        return pen.ellipse(r * 0.72, -r * 0.72, r * 0.13, r * 0.2, "#e05f70", line=0.7)
    if style == "long":
        return "".join(pen.mark(path("M", side * r * 0.98, -r * 0.1, "Q", side * r * 1.12, r * 0.4, side * r * 1.02,
            r * 0.8),
                                "#000000", r * 0.03, 0.15) for side in (-1, 1))  # fmt: skip
    return ""
