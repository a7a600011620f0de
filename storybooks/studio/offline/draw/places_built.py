"""Places of stone: village, city, castle, cave."""

from storybooks.studio.offline.draw import houses, nature
from storybooks.studio.offline.draw.forms import ridge
from storybooks.studio.offline.draw.pen import SIZE, path
from storybooks.studio.offline.draw.places_land import hills, trail
from storybooks.studio.offline.draw.stage import Scenery, Stage


def village(stage: Stage) -> Scenery:
    pen = stage.pen
    back = [hills(stage, ("#b9d9a3", "#a3cc90"))]
    for haze, size, base, count in ((0.3, 1.0, 90, 6), (0.05, 1.75, 190, 4)):
        with pen.far(haze):
            xs = sorted((i + pen.dice.uniform(0.25, 0.75)) * SIZE / count for i in range(count))
            back += [houses.house(pen, x, stage.horizon + base, size * pen.dice.uniform(0.9, 1.1)) for x in xs]
    back.append(pen.shape(ridge(pen.dice, stage.horizon + 196, 6), stage.ground("#9ccb82"), line=0.6))
    back += [trail(stage, "#e6d3b3"), nature.grass(pen, 50, stage.horizon + 220, "#5f9a52")]
    back += [nature.bush(pen, stage.beside(), stage.horizon + 226, 0.9, stage.ground("#6aa85c")) for _ in range(4)]
    back.append(street_lamp(stage, SIZE - 120 if stage.hero_x < SIZE / 2 else 120, stage.horizon + 290))
    return Scenery("".join(back))


def street_lamp(stage: Stage, x: float, y: float) -> str:
    pen = stage.pen
    lamp = "#ffe08a" if pen.light.is_dark or pen.light.name == "dusk" else "#e9f1f4"
    glow = pen.soft(0, -262, 120, 120, "#ffe08a", 0.7) if lamp == "#ffe08a" else ""
    with pen.lit(0):
        glass = pen.shape("M-19 -286H19L13 -238H-13Z", lamp, line=0.8, shade=False)
    return pen.group(x, y, 1, pen.limb("M0 0V-236", "#4c4a5e", 10), pen.limb("M-20 0H20", "#4c4a5e", 12), glow, glass,
                     pen.shape("M-26 -286Q0 -312 26 -286Z", "#4c4a5e"))  # fmt: skip


def city(stage: Stage) -> Scenery:
    pen = stage.pen
    back = []
    for haze, low, high, walls in (
        (0.5, 260, 430, ("#a9b7cc", "#b7aec9")),
        (0.12, 180, 330, ("#d9b8a0", "#c9a5a0", "#a8b8c8", "#cfc4a8")),
    ):
        with pen.far(haze):
            x = -20.0
            while x < SIZE + 60:
                wide = pen.dice.uniform(90, 150)
                back.append(
                    houses.tower_block(
                        pen,
                        x + wide / 2,
                        stage.horizon + 170,
                        wide - 6,
                        pen.dice.uniform(low, high),
                        pen.dice.choice(walls),
                    )
                )
                x += wide
    road = stage.horizon + 170
    back.append(f'<rect y="{road:.0f}" width="{SIZE}" height="{SIZE}" fill="{pen.tint(stage.ground("#cdc6bf"))}"/>')
    back.append(pen.box(-10, road + 46, SIZE + 20, 74, stage.ground("#7d7c88"), line=0.6, shade=False))
    back.append(pen.mark(path("M", 0, road + 84, *[v for _ in range(9) for v in ("h", 66, "m", 54, 0)]), "#f3ead6", 6))
    back.append(car(stage, SIZE - stage.hero_x + pen.dice.uniform(-60, 60), road + 104))
    back += [street_lamp(stage, x, road + 46) for x in (90, SIZE - 90)]
    back.append(pen.mark(path("M", 0, road + 200, "H", SIZE, "M", 0, road + 290, "H", SIZE), "#aaa39d", 3, 0.7))
    return Scenery("".join(back))


def car(stage: Stage, x: float, y: float) -> str:
    pen, paint = stage.pen, stage.pen.dice.choice(("#d9594c", "#4f8fc4", "#e8b23f", "#5fa37a"))
    body = "M-90 -14Q-94 -46 -60 -48L-40 -78Q-34 -84 -24 -84H26Q36 -84 44 -76L62 -48Q94 -46 92 -14Z"
    wheels = "".join(pen.circle(dx, -12, 19, "#3a3844") + pen.circle(dx, -12, 8, "#d5d7de", line=0) for dx in (-50, 52))
    return pen.group(
        x,
        y,
        1,
        pen.shape(body, paint),
        pen.shape("M-36 -50L-26 -74H-2V-50ZM8 -50V-74H26L42 -50Z", houses.glass(pen), line=0.5),
        wheels,
    )


def castle(stage: Stage) -> Scenery:
    pen = stage.pen
    back = [hills(stage, ("#bcd9ab", "#a5cd92", "#8fc07e"))]
    side = SIZE * 0.66 if stage.hero_x < SIZE / 2 else SIZE * 0.34
    back.append(houses.castle(pen, side, stage.horizon + 190, 1.45))
    back.append(pen.shape(ridge(pen.dice, stage.horizon + 210, 14), stage.ground("#93c57f"), line=0.6))
    back += [trail(stage), nature.grass(pen, 60, stage.horizon + 230, "#5f9a52")]
    back += [nature.bush(pen, stage.beside(), stage.horizon + 236, 1.0, stage.ground("#5f9f58")) for _ in range(3)]
    return Scenery("".join(back))


def cave(stage: Stage) -> Scenery:
    pen = stage.pen
    outside = pen.down(pen.light.top, pen.light.low)
    mouth_x = SIZE - stage.hero_x
    back = [f'<rect width="{SIZE}" height="{SIZE}" fill="{outside}"/>']
    opening = path("M", -60, -60, "H", 1090, "V", 1090, "H", -60, "Z", "M", mouth_x - 150, stage.horizon + 150, "Q",
        mouth_x - 190, 240, mouth_x + 10, 210, "Q",
                   mouth_x + 200, 240, mouth_x + 160, stage.horizon + 160, "Z")  # fmt: skip
    with pen.lit(0.6):
        back.append(pen.shape(opening, "#7b6b7d", more='fill-rule="evenodd"'))
        back.append(pen.shape(ridge(pen.dice, stage.horizon + 160, 14), "#8d7a84"))
        for _ in range(9):
            x, tall = pen.dice.uniform(0, SIZE), pen.dice.uniform(60, 190)
            back.append(
                pen.shape(
                    path("M", x - 36, -10, "Q", x - 8, tall * 0.5, x, tall, "Q", x + 8, tall * 0.5, x + 36, -10, "Z"),
                    "#655769",
                )
            )
        back += [
            nature.rock(pen, stage.beside(), pen.dice.uniform(820, 960), pen.dice.uniform(0.6, 1.2), "#84757f")
            for _ in range(4)
        ]
    back += [crystal(stage, stage.beside(), pen.dice.uniform(780, 920), pen.dice.uniform(0.7, 1.3)) for _ in range(5)]
    back.append(pen.soft(stage.hero_x, 760, 420, 360, "#ffe2a8", 0.32))
    return Scenery(
        "".join(back),
        nature.rock(pen, 30 if stage.hero_x > SIZE / 2 else SIZE - 30, SIZE + 30, 2.3, "#5d5162"),
        indoors=True,
    )


def crystal(stage: Stage, x: float, y: float, size: float) -> str:
    pen, colour = stage.pen, stage.pen.dice.choice(("#7fd6e8", "#b593ee", "#f29ac0", "#8ee6b4"))
    with pen.lit(0.2):
        shards = [pen.shape(path("M", dx - 13, 2, "L", dx - 13 + lean, -tall, "L", dx + lean, -tall - 18, "L",
            dx + 13 + lean, -tall, "L", dx + 13, 2, "Z"), colour, line=0.8)
                  for dx, tall, lean in ((-24, 44, -12), (22, 56, 10), (0, 84, 0))]  # fmt: skip
    return pen.group(x, y, size, pen.soft(0, -40, 110, 100, colour, 0.5), *shards)
