"""Rooms to be in: home and school, with their windows, beds, shelves and desks."""

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.pen import SIZE, path
from storybooks.studio.offline.draw.sky import moon, stars
from storybooks.studio.offline.draw.stage import Scenery, Stage


def home(stage: Stage) -> Scenery:
    pen, floor = stage.pen, stage.horizon + 170
    wall = pen.dice.choice(("#f6dfc3", "#e3e8cf", "#dce6f0", "#f3d6d3", "#e6dcef"))
    side = 1 if stage.hero_x < SIZE / 2 else -1
    middle = SIZE / 2 + side * 210
    back = [room(stage, wall, floor, "#c99a6b"), big_window(stage, SIZE / 2 - side * 40, floor - 400, 250, 270)]
    back.append(picture_frame(stage, SIZE / 2 - side * 360, floor - 360))
    back.append(shelf(stage, middle + side * 130, floor - 330))
    back.append(bed(stage, middle + side * 60, floor + 90, side))
    back.append(pen.ellipse(stage.hero_x, 930, 330, 66, pen.dice.choice(("#c96f6a", "#7f9fc0", "#8fae7c")), line=0.7))
    back.append(pen.ellipse(stage.hero_x, 930, 270, 50, "#f3e3c8", line=0, more='opacity=".45"'))
    return Scenery("".join(back), indoors=True)


def room(stage: Stage, wall: str, floor: float, wood: str) -> str:
    """Wall with its paper, skirting board and a floor of planks. Lamplight makes it warm after dark."""
    pen = stage.pen
    dim = pen.light.is_dark
    with pen.lit(0.5):
        paint = pen.tint(wall)
        paper = "".join(
            pen.mark(path("M", x, 0, "V", floor), colours.darker(wall, 0.07), 14, 0.5) for x in range(30, SIZE, 78)
        )
        base = f'<rect width="{SIZE}" height="{SIZE}" fill="{paint}"/>{paper}'
        boards = f'<rect y="{floor:.0f}" width="{SIZE}" height="{SIZE}" fill="{pen.tint(wood)}"/>'
        for i, y in enumerate((floor + 44, floor + 100, floor + 170, floor + 255)):
            boards += pen.mark(
                path("M", 0, y, "H", SIZE, "M", 140 + i * 170, y, "v", -50, "M", 640 + i * 90, y, "v", -50),
                colours.darker(wood, 0.2),
                3,
                0.7,
            )
        skirting = pen.box(-10, floor - 26, SIZE + 20, 28, "#fff6e6", line=0.7, shade=False)
    lamp = pen.soft(SIZE / 2, 120, 620, 520, "#ffd98a", 0.5) if dim else ""
    return base + boards + skirting + lamp


def big_window(stage: Stage, x: float, y: float, wide: float, high: float) -> str:
    """A window with curtains; the weather and the hour outside are to be seen in it."""
    pen, weather = stage.pen, stage.setting.weather
    sky = pen.down(pen.light.top, pen.light.low)
    view = [f'<rect x="{x - wide / 2:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{high:.0f}" fill="{sky}"/>']
    if pen.light.is_dark and weather not in {"rain", "storm"}:
        view.append(
            f'<svg x="{x - wide / 2:.0f}" y="{y:.0f}" width="{wide:.0f}" '
            f'height="{high:.0f}">{stars(pen, 60, 300)}</svg>'
        )
        view.append(moon(pen, x + 50, y + 70, 30))
    if weather in {"rain", "storm", "snow"}:
        for _ in range(40):
            dx, dy = pen.dice.uniform(-wide / 2 + 12, wide / 2 - 12), pen.dice.uniform(10, high - 40)
            mark = (
                path("M", x + dx, y + dy, "l", -4, 20)
                if weather != "snow"
                else path("M", x + dx, y + dy, "l", 0.1, 0.1)
            )
            view.append(pen.mark(mark, "#ffffff", 2.5 if weather != "snow" else 7, 0.75))
    hill = path(
        "M",
        x - wide / 2,
        y + high,
        "v",
        -50,
        "q",
        wide / 3,
        -50,
        wide * 0.6,
        -10,
        "t",
        wide * 0.4,
        4,
        "V",
        y + high,
        "Z",
    )
    view.append(pen.shape(hill, stage.ground("#86b977"), line=0, shade=False))
    frame = path(
        "M",
        x - wide / 2,
        y,
        "h",
        wide,
        "v",
        high,
        "h",
        -wide,
        "Z",
        "M",
        x,
        y,
        "v",
        high,
        "M",
        x - wide / 2,
        y + high * 0.45,
        "h",
        wide,
    )
    curtain = pen.dice.choice(("#d9776c", "#6f93bd", "#e3b04b", "#86a873"))
    sides = "".join(pen.shape(path("M", x + s * (wide / 2 + 34), y - 20, "Q", x + s * (wide / 2 + 40), y + high / 2,
        x + s * (wide / 2 + 52), y + high + 30, "L",
                                   x + s * (wide / 2 - 22), y + high + 30, "Q", x + s * (wide / 2 - 34),
                                       y + high / 2, x + s * (wide / 2 - 60), y - 20, "Z"), curtain)
                    for s in (-1, 1))  # fmt: skip
    return (
        "".join(view)
        + pen.limb(frame, "#fff8ec", 12)
        + sides
        + pen.limb(path("M", x - wide / 2 - 60, y - 22, "H", x + wide / 2 + 60), "#8a5f43", 11)
    )


def picture_frame(stage: Stage, x: float, y: float) -> str:
    pen = stage.pen
    view = pen.shape(
        path("M", x - 48, y + 90, "q", 30, -46, 56, -14, "t", 40, -20, "V", y + 96, "H", x - 48, "Z"),
        "#7fb77e",
        line=0,
        shade=False,
    )
    return pen.box(x - 56, y - 8, 112, 112, "#b98454", round_=4) + pen.box(x - 46, y + 2, 92, 92, "#cfe6f2",
        line=0.4, shade=False) + view \
        + pen.circle(x + 20, y + 28, 11, "#ffd76e", line=0, shade=False)  # fmt: skip


def shelf(stage: Stage, x: float, y: float) -> str:
    pen, parts, dx = stage.pen, [], -84.0
    while dx < 70:
        wide, tall = pen.dice.uniform(13, 24), pen.dice.uniform(46, 74)
        parts.append(
            pen.box(
                dx,
                -tall,
                wide,
                tall,
                pen.dice.choice(("#d9594c", "#4f8fc4", "#e8b23f", "#5fa37a", "#8a6ab0", "#f0e4d0")),
                round_=2,
                line=0.6,
            )
        )
        dx += wide + 1
    return pen.group(x, y, 1, *parts, pen.box(-104, 0, 208, 15, "#a9764c", round_=4))


def bed(stage: Stage, x: float, y: float, side: int) -> str:
    pen, quilt = stage.pen, stage.pen.dice.choice(("#6f93bd", "#c9776f", "#8fae7c", "#a58bbd"))
    parts = [pen.box(-200, -190, 26, 196, "#a9764c", round_=10), pen.box(180, -120, 24, 126, "#a9764c", round_=9),
             pen.box(-184, -92, 372, 66, "#fff6e8", round_=12), pen.ellipse(-128, -104, 54, 26, "#ffffff"),
             pen.shape("M-76 -104Q60 -126 184 -98V-22H-76Z", quilt)]  # fmt: skip
    parts += [
        pen.circle(dx, dy, 9, colours.lighter(quilt, 0.5), line=0, shade=False)
        for dx, dy in ((-30, -72), (40, -84), (110, -68), (10, -44), (80, -42), (150, -44))
    ]
    return pen.group(x, y, 1, *parts, flip=side > 0)


def school(stage: Stage) -> Scenery:
    pen, floor = stage.pen, stage.horizon + 170
    side = 1 if stage.hero_x < SIZE / 2 else -1
    back = [room(stage, "#e9e6cf", floor, "#cfa878")]
    x = SIZE / 2 + side * 120
    back.append(
        pen.box(x - 230, floor - 420, 460, 250, "#a9764c", round_=6)
        + pen.box(x - 214, floor - 404, 428, 218, "#3f6b58", line=0.6)
    )
    back.append(pen.mark(path("M", x - 150, floor - 250, "q", 40, -90, 80, 0, "m", 40, 0, "h", 70, "v", -70, "h",
        -70, "Z", "m", 110, -20, "a", 36, 36, 0, 1, 0, 72, 0, "a", 36, 36,
                                  0, 1, 0, -72, 0), "#f3f4ea", 6, 0.85))  # fmt: skip
    back += [big_window(stage, SIZE / 2 - side * 360, floor - 420, 190, 260), shelf(stage, x + side * 330, floor - 150)]
    back += [_desk(stage, SIZE / 2 + side * dx, floor + 150) for dx in (250, 420)]
    return Scenery("".join(back), indoors=True)


def _desk(stage: Stage, x: float, y: float) -> str:
    pen = stage.pen
    legs = pen.limb("M-64 0V-92M64 0V-92", "#6f7d8f", 9)
    book = pen.shape(
        "M-34 -108Q-14 -122 2 -108Q18 -122 40 -108L36 -102Q16 -112 2 -100Q-14 -112 -30 -102Z", "#fff8ec", line=0.6
    )
    return pen.group(x, y, 1, legs, pen.box(-84, -104, 168, 18, "#dba768", round_=5), book)
