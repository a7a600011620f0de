"""Places without firm ground, or at its edge: beach, sea, underwater, sky, space."""

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw import houses, nature
from storybooks.studio.offline.draw.forms import blob, ridge, star, waves
from storybooks.studio.offline.draw.pen import SIZE, path
from storybooks.studio.offline.draw.sky import cloud, stars
from storybooks.studio.offline.draw.stage import Scenery, Stage


def water(stage: Stage, top: float, colour: str = "#4fa9d6") -> str:
    """The sea from the horizon down, with a path of light and lines of foam."""
    pen = stage.pen
    with pen.far(0.25):
        base = f'<rect y="{top:.0f}" width="{SIZE}" height="{SIZE}" fill="{pen.tint(colour)}"/>'
    parts = [base]
    for i in range(4):
        with pen.far(0.2 - 0.05 * i):
            shade = colours.mix(colour, "#1f6fa8", i * 0.12)
            parts.append(
                pen.shape(
                    waves(top + 40 + i * 62, 7 + 3 * i, 190 + 50 * i, pen.dice.uniform(0, 150)),
                    shade,
                    line=0.6,
                    shade=False,
                )
            )
    for _ in range(22):
        x, y = pen.dice.uniform(0, SIZE), pen.dice.uniform(top + 12, top + 230)
        parts.append(pen.mark(path("M", x, y, "q", 13, -5, 26, 0, "t", 26, 0), "#eefaff", 3, 0.7))
    return "".join(parts)


def beach(stage: Stage) -> Scenery:
    pen, top = stage.pen, stage.horizon
    side = SIZE - 130 if stage.hero_x < SIZE / 2 else 130
    with pen.far(0.25):
        island = pen.shape(
            path(
                "M",
                side - 190,
                top + 6,
                "Q",
                side - 90,
                top - 60,
                side,
                top - 54,
                "Q",
                side + 120,
                top - 50,
                side + 210,
                top + 6,
                "Z",
            ),
            "#8fb58a",
        )
        island += houses.lighthouse(pen, side, top - 46, 0.85)
    shore = top + 200
    sand = path(
        "M",
        -20,
        shore,
        "C",
        240,
        shore - 50,
        420,
        shore + 46,
        660,
        shore + 4,
        "S",
        940,
        shore - 30,
        1050,
        shore + 10,
        "V",
        1060,
        "H",
        -20,
        "Z",
    )
    foam = pen.mark(
        path(
            "M",
            -20,
            shore - 7,
            "C",
            240,
            shore - 57,
            420,
            shore + 39,
            660,
            shore - 3,
            "S",
            940,
            shore - 37,
            1050,
            shore + 3,
        ),
        "#ffffff",
        13,
        0.85,
    )
    back = [island, water(stage, top), pen.shape(sand, "#f2dca6"), foam]
    if pen.dice.random() < 0.7:
        back.append(nature.palm(pen, SIZE - 110 if stage.hero_x < SIZE / 2 else 110, shore + 90, 2.0))
    back += [_shell(stage, stage.beside(), pen.dice.uniform(shore + 60, 990)) for _ in range(6)]
    back += [
        pen.shape(star(stage.beside(), pen.dice.uniform(shore + 60, 980), 20), "#f0906a", line=0.6) for _ in range(2)
    ]
    return Scenery("".join(back))


def _shell(stage: Stage, x: float, y: float) -> str:
    pen, colour = stage.pen, stage.pen.dice.choice(("#ffd3c4", "#fff1dc", "#f3b8c0"))
    fan = pen.shape("M0 10L-20 -6Q-14 -24 0 -24Q14 -24 20 -6Z", colour, line=0.6)
    return pen.group(x, y, 0.9, fan, pen.mark("M0 8L-9 -20M0 8V-22M0 8L9 -20", colours.darker(colour, 0.2), 2.2))


def sea(stage: Stage) -> Scenery:
    """Out at sea; the figures stand in a boat."""
    pen, top = stage.pen, stage.horizon - 40
    back = [water(stage, top)]
    with pen.far(0.5):
        x = SIZE - stage.hero_x
        back.insert(
            0,
            pen.shape(
                path("M", x - 170, top + 6, "Q", x - 60, top - 54, x + 20, top - 50, "T", x + 180, top + 6, "Z"),
                "#86ad92",
            ),
        )
    front = "".join(pen.shape(waves(930 + i * 46, 15, 250 + 40 * i, pen.dice.uniform(0, 200)), colours.mix("#3f94c4",
        "#1f6fa8", i * 0.3), line=0.8, shade=False)
                    for i in range(2))  # fmt: skip
    return Scenery("".join(back), front, floor="boat")


def underwater(stage: Stage) -> Scenery:
    pen = stage.pen
    top, low = ("#2c4f96", "#16275c") if pen.light.is_dark else ("#7fd8e6", "#1f6fb0")
    back = [f'<rect width="{SIZE}" height="{SIZE}" fill="{pen.down(top, low, 5 if pen.is_flat else 0)}"/>']
    for x in (120, 380, 640, 860):
        beam = path(
            "M",
            x,
            -10,
            "L",
            x + 90,
            -10,
            "L",
            x + pen.dice.uniform(-120, 60),
            900,
            "L",
            x - pen.dice.uniform(160, 260),
            900,
            "Z",
        )
        back.append(f'<path d="{beam}" fill="#ffffff" opacity=".09"/>')
    with pen.far(0.35):
        back.append(pen.shape(ridge(pen.dice, 780, 40), "#4f87a8", line=0.4))
        back += [nature.seaweed(pen, pen.dice.uniform(0, SIZE), 800, 1.2, "#4f9f83") for _ in range(6)]
    back.append(pen.shape(ridge(pen.dice, 885, 24), "#e3cf9f", line=0.6))
    back += [
        nature.coral(
            pen,
            stage.beside(),
            pen.dice.uniform(880, 960),
            pen.dice.uniform(0.9, 1.5),
            pen.dice.choice(("#f2787f", "#f5a35c", "#c77fd1")),
        )
        for _ in range(5)
    ]
    back += [
        nature.seaweed(
            pen,
            stage.beside(),
            pen.dice.uniform(900, 990),
            pen.dice.uniform(1, 1.6),
            pen.dice.choice(("#5fae6f", "#3f8f7a")),
        )
        for _ in range(5)
    ]
    back += [
        little_fish(stage, stage.beside(), pen.dice.uniform(150, 700), pen.dice.uniform(0.5, 0.9)) for _ in range(7)
    ]
    front = "".join(
        f'<circle cx="{pen.dice.uniform(0, SIZE):.0f}" '
        f'cy="{pen.dice.uniform(0, 880):.0f}" r="{pen.dice.uniform(4, 15):.1f}" '
        f'fill="#ffffff" '
        f'fill-opacity=".18" stroke="#ffffff" stroke-opacity=".7" stroke-width="2.5"/>'
        for _ in range(26)
    )
    return Scenery("".join(back), front, floor="float", indoors=True)


def little_fish(stage: Stage, x: float, y: float, size: float) -> str:
    pen, colour = stage.pen, stage.pen.dice.choice(("#ffb03b", "#ff7f6e", "#ffe16b", "#9b8cf0"))
    body = pen.shape("M30 0L58 -20V20Z", colour, line=0.7) + pen.ellipse(0, 0, 38, 23, colour, line=0.8)
    return pen.group(
        x, y, size, body, f'<circle cx="-20" cy="-5" r="4.5" fill="{"#2b2130"}"/>', flip=pen.dice.random() < 0.5
    )


def sky_high(stage: Stage) -> Scenery:
    """Above the clouds; the figures stand on one."""
    pen = stage.pen
    back = []
    with pen.far(0.3):
        back += [
            cloud(pen, pen.dice.uniform(0, SIZE), stage.horizon + pen.dice.uniform(60, 240), pen.dice.uniform(1.2, 2.0))
            for _ in range(6)
        ]
    back += [cloud(pen, x, 880 + pen.dice.uniform(-30, 30), 2.1, opacity=1) for x in (60, 330, 620, 930)]
    back.append(cloud(pen, stage.hero_x, 955, 3.0, opacity=1))
    front = "".join(cloud(pen, x, 1034, 2.0, opacity=1) for x in (140, 520, 900))
    return Scenery("".join(back), front)


def space(stage: Stage) -> Scenery:
    pen = stage.pen
    back = [
        f'<rect width="{SIZE}" height="{SIZE}" fill="{pen.down("#0f1440", "#4b3480", 5 if pen.is_flat else 0)}"/>',
        stars(pen, 170, SIZE),
    ]
    for colour in ("#c95fae", "#4f7fe0"):
        back.append(pen.soft(pen.dice.uniform(100, 920), pen.dice.uniform(120, 560), 340, 210, colour, 0.35))
    side = SIZE - 210 if stage.hero_x < SIZE / 2 else 210
    back += [
        planet(stage, side, 230, 118, True),
        planet(stage, SIZE - side + pen.dice.uniform(-60, 60), 190, 52, False),
    ]
    if pen.dice.random() < 0.7 or "rocket" in stage.setting.things:
        back.append(rocket(stage, side + (-60 if side > 512 else 60), 640))
    ground = path("M", -30, 880, "Q", 512, 740, 1054, 880, "V", 1060, "H", -30, "Z")
    back.append(pen.shape(ground, "#b9b3cf"))
    for _ in range(8):
        x, y = stage.beside(), pen.dice.uniform(860, 1000)
        wide = pen.dice.uniform(24, 66)
        back.append(pen.ellipse(x, y, wide, wide * 0.32, "#948db3", line=0.6))
    return Scenery("".join(back), indoors=True)


def planet(stage: Stage, x: float, y: float, r: float, ringed: bool) -> str:
    pen, colour = stage.pen, stage.pen.dice.choice(("#e8935a", "#6fc2b8", "#d97fa6", "#8f9fe8"))
    spots = "".join(pen.shape(blob(pen.dice, dx * r, dy * r, size * r, size * r * 0.6), colours.darker(colour, 0.13),
        line=0, shade=False)
                    for dx, dy, size in ((-0.35, -0.3, 0.22), (0.25, 0.15, 0.3), (-0.2, 0.5, 0.16)))  # fmt: skip
    ring = "#f3dfb8"
    behind = (
        pen.limb(
            path("M", -r * 1.55, r * 0.2, "C", -r * 1.5, -r * 0.5, r * 1.5, -r * 0.5, r * 1.55, r * 0.2), ring, r * 0.13
        )
        if ringed
        else ""
    )
    before = (
        pen.limb(
            path("M", -r * 1.55, r * 0.2, "C", -r * 1.3, r * 0.75, r * 1.3, r * 0.75, r * 1.55, r * 0.2), ring, r * 0.13
        )
        if ringed
        else ""
    )
    return pen.group(x, y, 1, behind, pen.circle(0, 0, r, colour), spots, before, turn=-14)


def rocket(stage: Stage, x: float, y: float) -> str:
    pen = stage.pen
    flame = pen.shape("M-22 66Q-30 120 0 156Q30 120 22 66Z", "#ffb03b", line=0.5) + pen.shape(
        "M-11 66Q-14 96 0 118Q14 96 11 66Z", "#fff0a8", line=0
    )
    fins = pen.shape("M-40 20Q-82 50 -76 96L-30 64ZM40 20Q82 50 76 96L30 64Z", "#d9594c")
    body = pen.shape("M0 -150Q66 -80 42 68H-42Q-66 -80 0 -150Z", "#f4f0ea") + pen.shape(
        "M0 -150Q36 -112 46 -70Q0 -52 -46 -70Q-36 -112 0 -150Z", "#d9594c"
    )
    return pen.group(x, y, 1.05, flame, fins, body, pen.circle(0, -18, 24, "#8fd0f2"), turn=18)
