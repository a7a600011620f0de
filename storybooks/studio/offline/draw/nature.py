"""Plants, rocks and other growing things, each standing on the ground at (x, y)."""

import math

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.forms import blob
from storybooks.studio.offline.draw.pen import SIZE, Pen, path

PETALS = ("#ff8fa3", "#ffd166", "#ffffff", "#c59bff", "#ff9f68", "#8ec5ff")


def tree(pen: Pen, x: float, y: float, size: float, leaf: str = "#6fae5f") -> str:
    """A round-headed tree: trunk with roots, three heaps of leaves, light from above."""
    trunk = path("M", -15, 4, "Q", -7, -14, -9, -60, "L", -26, -96, "L", -18, -98, "L", -4, -72, "L", 2, -112, "L",
        10, -112, "L",
                 9, -66, "L", 24, -92, "L", 30, -88, "L", 11, -52, "Q", 10, -12, 19, 4, "Z")  # fmt: skip
    heaps = ((-40, -118, 46, 40), (38, -122, 48, 40), (0, -162, 58, 50))
    parts = [pen.shape(trunk, "#8a5f45")]
    for dx, dy, rx, ry in heaps:
        parts.append(
            pen.shape(blob(pen.dice, dx, dy, rx, ry, 11, 0.09), colours.mix(leaf, "#2f6b52", pen.dice.uniform(0, 0.2)))
        )
    if not pen.is_flat:
        for dx, dy in ((-20, -182), (18, -150), (-44, -130), (34, -136), (8, -196)):
            tuft = path("M", dx - 9, dy, "q", 5, -8, 9, 0, "q", 5, -8, 9, 0)
            parts.append(pen.mark(tuft, colours.lighter(leaf, 0.35), 3, 0.6))
    return pen.group(x, y, size, *parts)


def pine(pen: Pen, x: float, y: float, size: float, leaf: str = "#3f7d5c", snowy: bool = False) -> str:
    parts = [pen.box(-8, -34, 16, 36, "#7d563f", round_=3)]
    for low, top, wide in ((-26, -110, 58), (-76, -158, 46), (-122, -206, 33)):
        tier = path("M", 0, top, "Q", wide * 0.35, (low + top) / 2 + 8, wide, low, "Q", wide * 0.5, low + 9,
            wide * 0.3, low - 1,
                    "Q", 0, low + 12, -wide * 0.3, low - 1, "Q", -wide * 0.5, low + 9, -wide, low, "Q", -wide * 0.35,
                    (low + top) / 2 + 8, 0, top, "Z")  # fmt: skip
        parts.append(pen.shape(tier, leaf))
        if snowy:
            cap = path("M", 0, top, "Q", wide * 0.25, (low + top) / 2, wide * 0.55, (low * 2 + top) / 3, "Q",
                wide * 0.2, top + 44,
                       0, (low + top) / 2 + 6, "Q", -wide * 0.2, top + 44, -wide * 0.55, (low * 2 + top) / 3, "Q",
                           -wide * 0.25,
                       (low + top) / 2, 0, top, "Z")  # fmt: skip
            parts.append(pen.shape(cap, "#f7fbff", line=0.5, shade=False))
    return pen.group(x, y, size, *parts)


def palm(pen: Pen, x: float, y: float, size: float) -> str:
    parts = [pen.limb("M0 0Q18 -70 4 -150", "#a5764d", 17)]
    for angle in (-165, -130, -60, -20, 15, 195):
        tip_x, tip_y = 92 * math.cos(math.radians(angle)), 60 * math.sin(math.radians(angle)) + 24
        leaf = path("M", 4, -152, "Q", tip_x * 0.5, -190 + tip_y * 0.2, tip_x, -150 + tip_y, "Q", tip_x * 0.5,
            -158 + tip_y * 0.5,
                    4, -152, "Z")  # fmt: skip
        parts.append(pen.shape(leaf, "#58a463", line=0.8))
    parts += [pen.circle(dx, -146, 8, "#7a4e33", line=0.7) for dx in (-6, 9)]
    return pen.group(x, y, size, *parts)


def bush(pen: Pen, x: float, y: float, size: float, leaf: str = "#5f9f58", berries: str = "") -> str:
    parts = [pen.shape(blob(pen.dice, dx, dy, rx, ry, 10, 0.08), leaf)
             for dx, dy, rx, ry in ((-42, -20, 36, 28), (40, -20, 38, 28), (0, -34, 46, 38))]  # fmt: skip
    if berries:
        parts += [
            pen.circle(pen.dice.uniform(-60, 60), pen.dice.uniform(-52, -10), 6, berries, line=0.5) for _ in range(7)
        ]
    return pen.group(x, y, size, *parts)


def grass(pen: Pen, count: int, top: float, colour: str, low: float = SIZE) -> str:
    """Tufts strewn over the ground, taller in front."""
    parts = []
    for y in sorted(pen.dice.uniform(top, low) for _ in range(count)):
        x, s = pen.dice.uniform(0, SIZE), 0.5 + (y - top) / (SIZE - top + 1)
        tuft = path("M", x, y, "q", -3 * s, -14 * s, -9 * s, -20 * s, "M", x, y, "q", 0, -16 * s, 2 * s, -27 * s,
            "M", x, y, "q",
                    4 * s, -12 * s, 10 * s, -18 * s)  # fmt: skip
        parts.append(pen.mark(tuft, colour, 2.6 * s + 0.6, 0.75))
    return "".join(parts)


def flowers(pen: Pen, count: int, top: float, low: float = SIZE - 10) -> str:
    parts = []
    for y in sorted(pen.dice.uniform(top, low) for _ in range(count)):
        size = 0.45 + 0.75 * (y - top) / (low - top + 1)
        parts.append(flower(pen, pen.dice.uniform(0, SIZE), y, size, pen.dice.choice(PETALS)))
    return "".join(parts)


def flower(pen: Pen, x: float, y: float, size: float, colour: str) -> str:
    stem = pen.mark("M0 0Q3 -14 0 -28", "#4d8a4a", 3)
    petals = [pen.circle(9 * math.cos(a * 1.2566), -30 + 9 * math.sin(a * 1.2566), 7, colour, line=0.35, shade=False)
              for a in range(5)]  # fmt: skip
    return pen.group(x, y, size, stem, *petals, pen.circle(0, -30, 5.5, "#f6b73c", line=0.3, shade=False))


def rock(pen: Pen, x: float, y: float, size: float, colour: str = "#9a9aa5") -> str:
    body = path(
        "M", -60, 4, "Q", -66, -34, -30, -50, "Q", 4, -68, 34, -46, "Q", 66, -28, 60, 4, "Q", 0, 12, -60, 4, "Z"
    )
    cracks = pen.mark("M-24 -34Q-8 -44 8 -38M14 -22Q28 -24 36 -14", colours.darker(colour, 0.25), 3, 0.6)
    return pen.group(x, y, size, pen.shape(body, colour), "" if pen.is_flat else cracks)


def mushroom(pen: Pen, x: float, y: float, size: float, cap: str = "#d9483f") -> str:
    stem = path("M", -9, 0, "Q", -6, -16, -8, -30, "L", 8, -30, "Q", 6, -16, 10, 0, "Q", 0, 5, -9, 0, "Z")
    hat = path("M", -32, -28, "Q", -30, -62, 0, -64, "Q", 30, -62, 32, -28, "Q", 0, -18, -32, -28, "Z")
    dots = "".join(
        pen.circle(dx, dy, r, "#fff6ea", line=0, shade=False)
        for dx, dy, r in ((-14, -42, 5), (4, -52, 6), (16, -38, 4))
    )
    return pen.group(x, y, size, pen.shape(stem, "#f6e8d2"), pen.shape(hat, cap), dots)


def cactus(pen: Pen, x: float, y: float, size: float) -> str:
    arms = pen.limb("M0 -56H-36V-92", "#5d9d62", 20) + pen.limb("M0 -40H36V-84", "#5d9d62", 20)
    trunk = pen.limb("M0 -6V-128", "#64a869", 32)
    ribs = pen.mark("M-6 -14V-124M6 -14V-124", "#47804f", 2.5, 0.6)
    return pen.group(x, y, size, arms, trunk, ribs, pen.circle(0, -146, 8, "#f28ba5", line=0.5))


def seaweed(pen: Pen, x: float, y: float, size: float, colour: str) -> str:
    parts = []
    for dx, tall in ((-16, 110), (0, 160), (17, 96)):
        blade = path("M", dx, 4, "q", -20, -tall / 4, 0, -tall / 2, "q", 18, -tall / 4, -2, -tall / 2)
        parts.append(pen.limb(blade, colour, 12, 0.8))
    return pen.group(x, y, size, *parts)


def coral(pen: Pen, x: float, y: float, size: float, colour: str) -> str:
    branches = "M0 4V-50M0 -26Q-34 -30 -34 -74M0 -40Q30 -44 32 -88M-34 -56Q-54 -58 -54 -82M0 -50Q-4 -70 -8 -96"
    return pen.group(x, y, size, pen.limb(branches, colour, 15))


def reeds(pen: Pen, x: float, y: float, size: float) -> str:
    parts = []
    for dx, tall, lean in ((-22, 96, -8), (-6, 132, 4), (10, 110, 10), (26, 84, 16)):
        parts.append(pen.mark(path("M", dx, 4, "Q", dx, -tall / 2, dx + lean, -tall), "#5b8a4c", 5))
        parts.append(pen.limb(path("M", dx + lean, -tall - 2, "l", lean * 0.1, -24), "#8a5a3a", 10, 0.7))
    return pen.group(x, y, size, *parts)
