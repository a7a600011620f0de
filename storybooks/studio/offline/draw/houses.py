"""What people build, each standing on the ground at (x, y)."""

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.pen import Pen, path

WALLS = ("#fff0d6", "#f6dcc6", "#e8ead2", "#dbe6ee", "#f4d9d9")
ROOFS = ("#d9594c", "#b9675a", "#6d86a8", "#8a6a9a", "#c98a3f")


def glass(pen: Pen) -> str:
    """A window's colour: sky by day, lamplight in the dark."""
    return "#ffd76e" if pen.light.is_dark or pen.light.name == "dusk" else "#bfe2f5"


def window(pen: Pen, x: float, y: float, width: float, height: float) -> str:
    lamp = pen.light.is_dark or pen.light.name == "dusk"
    with pen.lit(0 if lamp else 1):
        pane = pen.box(x, y, width, height, glass(pen), round_=4, line=0.8, shade=False)
    cross = path("M", x + width / 2, y, "v", height, "M", x, y + height / 2, "h", width)
    halo = pen.soft(x + width / 2, y + height / 2, width * 1.5, height * 1.4, "#ffd76e", 0.35) if lamp else ""
    return halo + pane + pen.mark(cross, "#fffaf0" if not lamp else "#8a5a3a", 3)


def house(pen: Pen, x: float, y: float, size: float, wall: str = "", roof: str = "") -> str:
    wall, roof = wall or pen.dice.choice(WALLS), roof or pen.dice.choice(ROOFS)
    smoke = "".join(pen.circle(52 + i * 9, -196 - i * 24, 9 + i * 4, "#ffffff", line=0, shade=False,
        more=f'opacity="{0.5 - i * 0.13}"')
                    for i in range(3))  # fmt: skip
    tiles = "" if pen.is_flat else pen.mark("M-52 -116h22M-14 -116h22M24 -116h22M-34 -134h20M2 -134h20M-14 -152h20",
                                            colours.darker(roof, 0.2), 3, 0.7)  # fmt: skip
    parts = [
        smoke,
        pen.box(32, -176, 24, 56, colours.darker(roof, 0.15), line=0.9),
        pen.box(-70, -102, 140, 104, wall, round_=5),
        pen.shape(
            path("M", -90, -94, "Q", -60, -112, -4, -178, "Q", 0, -182, 4, -178, "Q", 60, -112, 90, -94, "Z"), roof
        ),
        tiles,
        pen.shape("M-20 2V-46Q0 -72 20 -46V2Z", "#8a5a3e", line=0.9),
        pen.circle(11, -22, 3, "#f6c65b", line=0, shade=False),
        window(pen, -58, -80, 30, 32),
        window(pen, 29, -80, 30, 32),
    ]
    return pen.group(x, y, size, *parts)


def tower_block(pen: Pen, x: float, y: float, width: float, height: float, wall: str) -> str:
    parts = [pen.box(-width / 2, -height, width, height + 8, wall, round_=4)]
    if pen.dice.random() < 0.4:
        parts.append(pen.mark(path("M", 0, -height, "v", -34), "#555566", 4))
    rows, columns = int(height // 46), max(2, int(width // 36))
    for row in range(rows):
        for column in range(columns):
            if pen.dice.random() < 0.8:
                parts.append(_pane(pen, -width / 2 + (column + 0.5) * width / columns, -height + 26 + row * 46))
    return pen.group(x, y, 1, *parts)


def _pane(pen: Pen, x: float, y: float) -> str:
    lamp = (pen.light.is_dark or pen.light.name == "dusk") and pen.dice.random() < 0.6
    with pen.lit(0 if lamp else 1):
        return pen.box(x - 8, y - 11, 16, 22, "#ffd76e" if lamp else "#a9c8dc", round_=2, line=0.35, shade=False)


def castle(pen: Pen, x: float, y: float, size: float) -> str:
    stone, roof = "#d9d3cf", pen.dice.choice(("#5f7fb5", "#b5596b", "#7a5fa0"))
    towers = "".join(_tower(pen, dx, wide, tall, stone, roof) for dx, wide, tall in
                     ((-62, 62, 300), (66, 58, 262), (-150, 64, 216), (150, 64, 226)))  # fmt: skip
    wall = path("M", -150, 4, "V", -120, *[part for i in range(8) for part in
                ("h", 19, "v", 18 if i % 2 == 0 else -18, "h", 18.5)], "V", 4, "Z")  # fmt: skip
    gate = pen.shape("M-34 4V-54Q0 -98 34 -54V4Z", "#6d4a36") + pen.mark("M-34 -30H34M-12 4V-72M12 4V-72", "#4d3325", 3)
    stones = "" if pen.is_flat else pen.mark("M-120 -40h26M-84 -74h26M70 -50h26M100 -84h24M-60 -20h20M58 -16h22",
                                             colours.darker(stone, 0.18), 3, 0.7)  # fmt: skip
    return pen.group(x, y, size, towers, pen.shape(wall, stone), stones, gate)


def _tower(pen: Pen, x: float, wide: float, tall: float, stone: str, roof: str) -> str:
    half = wide / 2
    flag = pen.mark(path("M", x, -tall - wide * 1.15, "v", -40), "#6b4f4f", 3.5) + pen.shape(
        path("M", x, -tall - wide * 1.15 - 40, "q", 18, 8, 36, 2, "l", -6, 12, "l", 6, 12, "q", -18, 6, -36, -2, "Z"),
        "#f0b63f",
        line=0.7,
    )
    cone = path(
        "M",
        x - half - 10,
        -tall,
        "L",
        x,
        -tall - wide * 1.2,
        "L",
        x + half + 10,
        -tall,
        "Q",
        x,
        -tall + 12,
        x - half - 10,
        -tall,
        "Z",
    )
    return (
        flag
        + pen.box(x - half, -tall, wide, tall, stone)
        + pen.shape(cone, roof)
        + window(pen, x - 9, -tall + 34, 18, 30)
    )


def barn(pen: Pen, x: float, y: float, size: float) -> str:
    wall = path("M", -110, 4, "V", -110, "L", -74, -164, "L", 0, -196, "L", 74, -164, "L", 110, -110, "V", 4, "Z")
    roof = path("M", -124, -102, "L", -80, -170, "L", 0, -206, "L", 80, -170, "L", 124, -102)
    door = pen.box(-44, -84, 88, 88, "#a83f38", line=0.9) + pen.mark(
        "M-44 -84L44 4M44 -84L-44 4M-44 -84h88v88h-88Z", "#fff4e6", 6
    )
    loft = pen.box(-20, -144, 40, 36, "#6d3a34", line=0.8) + pen.mark("M-14 -110q6 -10 12 0t14 0", "#e8c25a", 6)
    return pen.group(x, y, size, pen.shape(wall, "#c4504a"), pen.limb(roof, "#efe3d2", 15), door, loft)


def lighthouse(pen: Pen, x: float, y: float, size: float) -> str:
    parts = [pen.shape("M-30 4L-18 -180H18L30 4Z", "#fbf4ea")]
    for top, low, wide_top, wide_low in ((-150, -116, 20, 22.5), (-82, -48, 24.5, 27)):
        parts.append(
            pen.shape(
                path("M", -wide_top, top, "H", wide_top, "L", wide_low, low, "H", -wide_low, "Z"), "#d9594c", line=0.6
            )
        )
    beam = pen.soft(0, -200, 120, 90, "#fff3b0", 0.6) if pen.light.is_dark else ""
    parts += [beam, pen.box(-16, -214, 32, 34, "#ffe08a", line=0.8), pen.shape("M-24 -212L0 -240L24 -212Z", "#b5484a")]
    return pen.group(x, y, size, *parts)


def fence(pen: Pen, y: float, size: float, colour: str = "#f3e6cf") -> str:
    posts = "".join(pen.shape(path("M", x, y, "v", -62 * size, "l", 9 * size, -12 * size, "l", 9 * size, 12 * size,
        "v", 62 * size, "Z"),
                              colour, line=0.7) for x in range(-20, 1040, int(46 * size)))  # fmt: skip
    rails = "".join(pen.box(-20, y - h * size, 1070, 9 * size, colour, line=0.6) for h in (46, 22))
    return rails + posts
