"""Weather in front of everything: rain, snow, fog, wind, lightning; and the rainbow, which belongs behind."""

from storybooks.studio.offline.draw.forms import blob
from storybooks.studio.offline.draw.pen import SIZE, Pen, path

BANDS = ("#ef6f6c", "#f7a55c", "#f7d45f", "#7fc97f", "#6aaee0", "#9c84d6")


def rainbow(pen: Pen, foot: float) -> str:
    """An arch from hill to hill."""
    x, parts = pen.dice.uniform(400, 620), []
    for i, colour in enumerate(BANDS):
        r = 520 - i * 22
        arch = path("M", x - r, foot + 90, "A", r, r * 0.95, 0, 0, 1, x + r, foot + 90)
        parts.append(f'<path d="{arch}" fill="none" stroke="{colour}" stroke-width="23" opacity=".75"/>')
    return "".join(parts)


def lightning(pen: Pen, away_from: float) -> str:
    x = pen.dice.uniform(640, 860) if away_from < SIZE / 2 else pen.dice.uniform(160, 380)
    bolt = path("M", x, 60, "l", -52, 150, "l", 46, -4, "l", -60, 170, "l", 128, -212, "l", -52, 6, "l", 52, -110, "Z")
    with pen.lit(0):
        return pen.soft(x, 210, 330, 300, "#fff6c9", 0.55) + pen.shape(bolt, "#fff3a0", shade=False)


def veil(pen: Pen, weather: str) -> str:
    """What falls or drifts between us and the figures."""
    painters = {"rain": _rain, "storm": _downpour, "snow": _snow, "fog": _fog, "wind": _wind}
    return painters[weather](pen) if weather in painters else ""


def _rain(pen: Pen, count: int = 150, slant: float = 9) -> str:
    parts = []
    for _ in range(count):
        x, y, long = pen.dice.uniform(0, SIZE + 60), pen.dice.uniform(-30, SIZE), pen.dice.uniform(24, 46)
        parts.append(
            f'<path d="M{x:.0f} {y:.0f}l{-slant * long / 40:.1f} {long:.0f}" '
            f'stroke="#eaf5ff" stroke-width="2.6" opacity=".6" stroke-linecap="round"/>'
        )
    for _ in range(18):
        x, y = pen.dice.uniform(0, SIZE), pen.dice.uniform(840, 1010)
        parts.append(
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="19" ry="5" fill="none" stroke="#eaf5ff" '
            f'stroke-width="2.4" opacity=".6"/>'
        )
    return "".join(parts)


def _downpour(pen: Pen) -> str:
    return _rain(pen, 190, 26)


def _snow(pen: Pen) -> str:
    return "".join(
        f'<circle cx="{pen.dice.uniform(0, SIZE):.0f}" '
        f'cy="{pen.dice.uniform(0, SIZE):.0f}" r="{pen.dice.uniform(2.5, 8):.1f}" '
        f'fill="#ffffff" opacity="{pen.dice.uniform(0.6, 0.95):.2f}"/>'
        for _ in range(150)
    )


def _fog(pen: Pen) -> str:
    parts = []
    for i in range(7):
        y = 430 + i * 90
        bank = blob(
            pen.dice, pen.dice.uniform(150, 870), y, pen.dice.uniform(420, 620), pen.dice.uniform(34, 60), 14, 0.12
        )
        parts.append(f'<path d="{bank}" fill="{pen.light.low}" opacity="{0.42 if i < 4 else 0.24}"/>')
    return "".join(parts)


def _wind(pen: Pen) -> str:
    parts = []
    for _ in range(9):
        x, y, s = pen.dice.uniform(-60, 820), pen.dice.uniform(90, 700), pen.dice.uniform(0.7, 1.3)
        gust = path(
            "M",
            x,
            y,
            "q",
            90 * s,
            -24 * s,
            170 * s,
            0,
            "t",
            90 * s,
            -22 * s,
            "q",
            26 * s,
            -22 * s,
            4 * s,
            -38 * s,
            "q",
            -26 * s,
            -6 * s,
            -24 * s,
            16 * s,
        )
        parts.append(
            f'<path d="{gust}" fill="none" stroke="#ffffff" stroke-width="{4.5 * s:.1f}" '
            f'opacity=".7" stroke-linecap="round"/>'
        )
    for _ in range(14):
        x, y = pen.dice.uniform(0, SIZE), pen.dice.uniform(200, 900)
        leaf = pen.shape(
            "M0 0Q9 -13 26 -9Q19 8 0 0Z", pen.dice.choice(("#e3a03c", "#c9683f", "#8fae4f")), line=0.4, shade=False
        )
        parts.append(pen.group(x, y, pen.dice.uniform(0.7, 1.2), leaf, turn=pen.dice.uniform(-60, 60)))
    return "".join(parts)
