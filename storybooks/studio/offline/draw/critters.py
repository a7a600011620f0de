"""Furry companions with one body plan: sitting, looking at us, told apart by ears, muzzle, tail and marks."""

from dataclasses import dataclass

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.pen import Pen, path


@dataclass(frozen=True)
class Critter:
    """`head` and `body` are half widths; `size` is the scale beside a hero of 300 units."""

    fur: str
    ears: str
    tail: str
    size: float = 1.0
    head: float = 58
    body: float = 46
    pale: str = "#fff5e6"
    muzzle: str = "round"
    nose: str = "#2b2130"


CRITTERS = {
    "fox": Critter("#ee8a3e", "pointed", "bushy", 1.0, muzzle="mask"),
    "dog": Critter("#c98f5a", "floppy", "wag", 1.05, 56),
    "cat": Critter("#9a9aa8", "pointed", "curl", 0.88, 56, 42, muzzle="whiskers", nose="#d97f8c"),
    "rabbit": Critter("#cdb8a4", "tall", "puff", 0.82, 52, 42, muzzle="teeth", nose="#d97f8c"),
    "bear": Critter("#99694a", "round", "none", 1.6, 62, 60, "#e6c8a0"),
    "mouse": Critter("#a9a3b0", "saucer", "thin", 0.5, 54, 40, "#f6e6e6", nose="#d97f8c"),
    "sheep": Critter("#f4eee4", "side", "puff", 1.1, 46, 62, "#f4eee4"),
}


def critter(pen: Pen, kind: str, fur: str = "") -> str:
    """The animal about 200 units high on the ground at (0, 0), its own scale included."""
    plan = CRITTERS[kind]
    fur = fur or plan.fur
    if kind == "sheep":
        return pen.group(0, 0, plan.size, _sheep(pen, plan))
    parts = [
        pen.soft(0, 2, plan.body * 1.8, 13, "#1d1530", 0.42), _tail(pen, plan, fur), _trunk(pen, plan, fur),
            _ears(pen, plan, fur, -1),
        _ears(pen, plan, fur, 1), _head(pen, plan, fur),
    ]  # fmt: skip
    return pen.group(0, 0, plan.size, *parts)


def _trunk(pen: Pen, plan: Critter, fur: str) -> str:
    w = plan.body
    body = path(
        "M",
        -w * 0.7,
        -96,
        "C",
        -w * 1.35,
        -50,
        -w * 1.35,
        2,
        -w * 0.6,
        3,
        "L",
        w * 0.6,
        3,
        "C",
        w * 1.35,
        2,
        w * 1.35,
        -50,
        w * 0.7,
        -96,
        "Z",
    )
    belly = pen.ellipse(0, -40, w * 0.58, 38, plan.pale, line=0, shade=False)
    paws = "".join(pen.ellipse(side * w * 0.42, -5, w * 0.36, 12, colours.lighter(fur, 0.12)) for side in (-1, 1))
    arms = "".join(
        pen.mark(
            path("M", side * w * 0.62, -70, "Q", side * w * 0.5, -38, side * w * 0.36, -22),
            colours.darker(fur, 0.28),
            3.5,
            0.8,
        )
        for side in (-1, 1)
    )
    return pen.shape(body, fur) + belly + ("" if pen.is_flat else arms) + paws


def _head(pen: Pen, plan: Critter, fur: str) -> str:
    r, y = plan.head, -132
    cheeks = 1.12 if plan.muzzle == "mask" else 1.0
    skull = path("M", -r * cheeks, y + 8, "C", -r * 1.05, y - r * 1.12, r * 1.05, y - r * 1.12, r * cheeks, y + 8,
        "C", r * 0.9, y + r * 0.95, -r * 0.9, y + r * 0.95, -r * cheeks,
                 y + 8, "Z")  # fmt: skip
    parts = [pen.shape(skull, fur), _muzzle(pen, plan, r, y)]
    for side in (-1, 1):
        x = side * r * 0.42
        parts.append(pen.soft(side * r * 0.62, y + r * 0.32, r * 0.2, r * 0.15, "#f0706a", 0.5))
        parts.append(
            f'<ellipse cx="{x:.1f}" cy="{y - 1:.1f}" rx="{r * 0.115:.1f}" ry="{r * 0.15:.1f}" fill="#2b2130"/>'
        )
        parts.append(f'<circle cx="{x - r * 0.03:.1f}" cy="{y - r * 0.07:.1f}" r="{r * 0.045:.1f}" fill="#fff"/>')
    parts.append(pen.ellipse(0, y + r * 0.3, r * 0.14, r * 0.1, plan.nose, line=0, shade=False))
    smile = path(
        "M",
        -r * 0.16,
        y + r * 0.48,
        "Q",
        -r * 0.05,
        y + r * 0.56,
        0,
        y + r * 0.42,
        "Q",
        r * 0.05,
        y + r * 0.56,
        r * 0.16,
        y + r * 0.48,
    )
    parts.append(pen.mark(smile, "#4a2f38", 3.2))
    return "".join(parts)


def _muzzle(pen: Pen, plan: Critter, r: float, y: float) -> str:
    if plan.muzzle == "mask":
        mask = path("M", -r * 1.1, y + 10, "Q", -r * 0.55, y + 2, -r * 0.2, y + r * 0.14, "Q", 0, y + r * 0.26,
            r * 0.2, y + r * 0.14, "Q", r * 0.55, y + 2, r * 1.1, y + 10, "C",
                    r * 0.85, y + r * 0.92, -r * 0.85, y + r * 0.92, -r * 1.1, y + 10, "Z")  # fmt: skip
        return pen.shape(mask, plan.pale, line=0, shade=False)
    parts = [pen.ellipse(0, y + r * 0.42, r * 0.42, r * 0.3, plan.pale, line=0, shade=False)]
    if plan.muzzle == "whiskers":
        lines = [
            path("M", side * r * 0.5, y + r * dy, "L", side * r * 1.2, y + r * (dy * 1.7 - 0.25))
            for side in (-1, 1)
            for dy in (0.34, 0.46)
        ]
        parts += [pen.mark(line, "#5a5060", 2.2, 0.8) for line in lines]
        parts.append(pen.mark(path("M", -8, y - r * 0.78, "v", 16, "M", 8, y - r * 0.78, "v", 16), "#5f5f70", 5, 0.7))
    if plan.muzzle == "teeth":
        parts.append(pen.box(-6, y + r * 0.5, 12, 12, "#ffffff", round_=3, line=0.5, shade=False))
    return "".join(parts)


def _ears(pen: Pen, plan: Critter, fur: str, side: int) -> str:
    r, y = plan.head, -132
    inner = colours.mix(fur, "#f3b0a8", 0.55)
    if plan.ears == "pointed":
        outer = path(
            "M",
            side * r * 0.98,
            y - r * 0.2,
            "L",
            side * r * 0.92,
            y - r * 1.42,
            "Q",
            side * r * 0.5,
            y - r * 1.15,
            side * r * 0.2,
            y - r * 0.72,
            "Z",
        )
        inside = path(
            "M",
            side * r * 0.82,
            y - r * 0.4,
            "L",
            side * r * 0.82,
            y - r * 1.15,
            "Q",
            side * r * 0.56,
            y - r * 0.95,
            side * r * 0.42,
            y - r * 0.66,
            "Z",
        )
        return pen.shape(outer, fur) + pen.shape(inside, inner, line=0, shade=False)
    if plan.ears == "floppy":
        ear = path(
            "M",
            side * r * 0.5,
            y - r * 0.82,
            "Q",
            side * r * 1.5,
            y - r * 0.9,
            side * r * 1.26,
            y + r * 0.3,
            "Q",
            side * r * 0.98,
            y + r * 0.52,
            side * r * 0.86,
            y - r * 0.2,
            "Z",
        )
        return pen.shape(ear, colours.darker(fur, 0.28))
    if plan.ears == "tall":
        lean = f'transform="rotate({side * 9} {side * r * 0.4:.0f} {y - r * 0.6:.0f})"'
        return pen.ellipse(side * r * 0.4, y - r * 1.4, r * 0.25, r * 0.82, fur, more=lean) + pen.ellipse(
            side * r * 0.4, y - r * 1.36, r * 0.12, r * 0.58, inner, line=0, shade=False, more=lean
        )
    size = {"round": 0.36, "saucer": 0.62}[plan.ears]
    x, top = side * r * (0.82 if plan.ears == "saucer" else 0.72), y - r * 0.78
    return pen.circle(x, top, r * size, fur) + pen.circle(x, top, r * size * 0.6, inner, line=0, shade=False)


def _tail(pen: Pen, plan: Critter, fur: str) -> str:
    w = plan.body
    if plan.tail == "bushy":
        tip = pen.shape(
            "M118 -112Q88 -122 78 -98Q94 -96 98 -84Q112 -78 122 -88Q126 -102 118 -112Z",
            plan.pale,
            line=0.6,
            shade=False,
        )
        return pen.shape("M30 -6Q112 10 124 -88Q120 -108 110 -108Q84 -118 72 -74Q62 -40 28 -34Z", fur) + tip
    if plan.tail == "wag":
        return pen.limb(path("M", w * 0.8, -22, "Q", w * 1.9, -24, w * 1.8, -74), fur, 17)
    if plan.tail == "curl":
        return pen.limb(
            path("M", w * 0.8, -10, "Q", w * 2.3, 0, w * 2.0, -58, "Q", w * 1.8, -90, w * 2.4, -92), fur, 15
        )
    if plan.tail == "thin":
        return pen.limb(path("M", w * 0.7, -8, "Q", w * 2, 4, w * 2.1, -40, "T", w * 2.9, -60), "#e3b3b3", 8)
    return pen.circle(w * 1.05, -22, 21, colours.lighter(fur, 0.4)) if plan.tail == "puff" else ""


def _sheep(pen: Pen, plan: Critter) -> str:
    dark = "#5b5058"
    legs = "".join(pen.limb(path("M", x, -40, "V", -4), dark, 14) for x in (-40, -18, 20, 42))
    spots = (
        (-54, -74, 34),
        (54, -74, 34),
        (0, -58, 44),
        (-30, -104, 36),
        (32, -104, 36),
        (0, -112, 34),
        (-40, -54, 30),
        (42, -54, 30),
    )
    wool = "".join(pen.circle(x, y, r, plan.fur, shade=False) for x, y, r in spots) + "".join(
        pen.circle(x, y, r, plan.fur, line=0, shade=False) for x, y, r in spots
    )
    face = pen.ellipse(-62, -112, 27, 33, dark) + pen.circle(-62, -142, 22, plan.fur, line=0.7, shade=False)
    ears = pen.ellipse(-34, -122, 16, 8, dark, more='transform="rotate(20 -34 -122)"') + pen.ellipse(
        -90, -122, 16, 8, dark, more='transform="rotate(-20 -90 -122)"'
    )
    eyes = "".join(
        f'<circle cx="{x}" cy="-114" r="6.5" fill="#fff"/><circle cx="{x}" cy="-113" r="3.6" fill="#2b2130"/>'
        for x in (-72, -53)
    )
    return (
        pen.soft(0, 2, 84, 13, "#1d1530", 0.42)
        + legs
        + wool
        + ears
        + face
        + eyes
        + pen.mark("M-70 -96q7 6 14 0", "#f4d9d9", 3)
    )
