"""Everything overhead: the sky's paint, sun, moon, stars, clouds."""

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.forms import blob, star
from storybooks.studio.offline.draw.pen import SIZE, Pen, path


def sky(pen: Pen, weather: str, away_from: float, big_moon: bool = False) -> str:
    """The whole sky; sun or moon stands on the other side than `away_from` (the hero's x)."""
    parts = [_paint(pen)]
    x = pen.dice.uniform(700, 880) if away_from < SIZE / 2 else pen.dice.uniform(140, 320)
    y = {"dusk": 330, "dawn": 360}.get(pen.light.name, 150) + pen.dice.uniform(-30, 40)
    if pen.light.is_dark and weather not in {"rain", "storm", "fog"}:
        parts.append(stars(pen, 90, 520))
    if weather not in {"rain", "storm", "snow", "fog"} or big_moon:
        parts.append(moon(pen, x, y, 78 if big_moon else 56) if pen.light.is_dark else sun(pen, x, y))
    parts.append(clouds(pen, {"clouds": 7, "rain": 7, "storm": 8, "snow": 5, "wind": 5}.get(weather, 3), weather))
    return "".join(parts)


def _paint(pen: Pen) -> str:
    steps = {"none": 4, "cel": 0, "soft": 0}[pen.manner.shade]
    top, low = (colours.saturated(end, pen.manner.saturation) for end in (pen.light.top, pen.light.low))
    return f'<rect width="{SIZE}" height="{SIZE}" fill="{low}"/><rect width="{SIZE}" height="720" ' \
           f'fill="{pen.down(top, low, steps)}"/>'  # fmt: skip


def sun(pen: Pen, x: float, y: float) -> str:
    lamp = pen.light.lamp
    rays = ""
    if pen.manner.shade == "cel" and pen.manner.line > 4:
        rays = pen.group(x, y, 1, *(
            f'<path d="M0 0L900 -46L900 46Z" fill="{lamp}" opacity=".22" transform="rotate({angle})"/>'
            for angle in range(0, 360, 24)
        ))  # fmt: skip
    with pen.lit(0):
        disc = pen.circle(x, y, 62, lamp, line=0.6, shade=False)
    return rays + pen.soft(x, y, 240, 240, lamp, 0.85) + disc


def moon(pen: Pen, x: float, y: float, r: float) -> str:
    with pen.lit(0):
        crescent = path("M", x + r * 0.35, y - r * 0.94, "A", r, r, 0, 1, 0, x + r * 0.35, y + r * 0.94, "A",
                        r * 1.12, r * 1.12, 0, 0, 1, x + r * 0.35, y - r * 0.94, "Z")  # fmt: skip
        return pen.soft(x, y, r * 3.4, r * 3.4, pen.light.lamp, 0.5) + pen.shape(crescent, pen.light.lamp, line=0.6)


def stars(pen: Pen, count: int, depth: float) -> str:
    parts = []
    for _ in range(count):
        x, y, r = pen.dice.uniform(0, SIZE), pen.dice.uniform(0, depth), pen.dice.uniform(1, 3.2)
        parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="#fffbe6" opacity="{0.3 + r / 5:.2f}"/>')
    for _ in range(5):
        x, y = pen.dice.uniform(40, SIZE - 40), pen.dice.uniform(30, depth * 0.7)
        parts.append(f'<path d="{star(x, y, pen.dice.uniform(7, 12), 0.3, 4)}" fill="#fffbe6"/>')
    return "".join(parts)


def clouds(pen: Pen, count: int, weather: str) -> str:
    colour = {"rain": "#9aa6b4", "storm": "#6d7688", "clouds": "#dfe5ea"}.get(weather, "#ffffff")
    parts = []
    for _ in range(count):
        x, y, size = pen.dice.uniform(0, SIZE), pen.dice.uniform(60, 330), pen.dice.uniform(0.7, 1.35)
        parts.append(cloud(pen, x, y, size, colour))
    return "".join(parts)


def cloud(pen: Pen, x: float, y: float, size: float, colour: str = "#ffffff", opacity: float = 0.9) -> str:
    """A heap of four puffs with a flat foot, as one silhouette."""
    puffs = ((-78, 0, 44, 30), (-28, -22, 56, 46), (38, -16, 52, 40), (88, 4, 38, 26))
    shapes = " ".join(blob(pen.dice, dx, dy, rx, ry, 9, 0.06) for dx, dy, rx, ry in puffs)
    foot = path("M", -112, -6, "H", 116, "Q", 132, 26, 98, 29, "H", -92, "Q", -130, 26, -112, -6, "Z")
    with pen.lit(0.75):
        outline = pen.outline(colour, 1.3)
        fill = pen.tint(colours.mix(colour, pen.light.low, 0.12))
    back = f'<path d="{shapes} {foot}" fill="{fill}" {outline}/>' if outline and pen.manner.ink else ""
    front = f'<path d="{shapes} {foot}" fill="{fill}"/>'
    return f'<g transform="translate({x:.0f} {y:.0f}) scale({size:.2f})" opacity="{opacity}">{back}{front}</g>'
