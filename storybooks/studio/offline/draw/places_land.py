"""Places in the open: forest, meadow, mountains, snow, desert, river, garden, farm."""

from storybooks.studio.offline.draw import houses, nature
from storybooks.studio.offline.draw.forms import blob, ridge
from storybooks.studio.offline.draw.pen import SIZE, path
from storybooks.studio.offline.draw.stage import Scenery, Stage


def hills(stage: Stage, colours: tuple[str, ...], height: float = 46) -> str:
    """Ridges one before the other, hazier the further away."""
    pen, parts = stage.pen, []
    step = 90
    for i, colour in enumerate(colours):
        with pen.far(0.55 - 0.5 * i / max(1, len(colours) - 1)):
            parts.append(
                pen.shape(
                    ridge(pen.dice, stage.horizon + i * step, height * (1 - 0.2 * i)), stage.ground(colour), line=0.7
                )
            )
    return "".join(parts)


def trail(stage: Stage, colour: str = "#eedcae") -> str:
    """A path winding from the far hills to the hero's feet."""
    pen, x, top = stage.pen, stage.hero_x, stage.horizon + 150
    far = SIZE / 2 + (SIZE / 2 - x) * 0.4
    bend = path("M", x - 190, SIZE + 30, "C", x - 100, 880, far + 130, 840, far - 16, top, "L", far + 14, top, "C",
        far + 230, 840,
                x + 130, 900, x + 210, SIZE + 30, "Z")  # fmt: skip
    return pen.shape(bend, stage.ground(colour), line=0.5, shade=False, more='opacity=".85"')


def forest(stage: Stage) -> Scenery:
    pen = stage.pen
    back = [hills(stage, ("#a6cf95", "#84b977", "#6aa362"))]
    kind = pen.dice.choice(("round", "pine", "mixed"))
    for haze, size, base, count in ((0.5, 1.0, 70, 9), (0.25, 1.6, 150, 7), (0.05, 2.3, 230, 4)):
        with pen.far(haze):
            for i in range(count):
                x = (i + pen.dice.uniform(0.1, 0.9)) * SIZE / count
                if size > 2 and abs(x - stage.hero_x) < 240:
                    continue
                back.append(_tree(stage, kind, x, stage.horizon + base + pen.dice.uniform(-14, 14), size))
    back += [trail(stage), nature.grass(pen, 60, stage.horizon + 240, "#4e8a4a")]
    back += [
        nature.mushroom(pen, stage.beside(), pen.dice.uniform(850, 960), pen.dice.uniform(0.6, 1.0)) for _ in range(4)
    ]
    back += [
        nature.bush(pen, stage.beside(), pen.dice.uniform(800, 880), 1.1, "#5b9a57", pen.dice.choice(("", "#d9483f")))
        for _ in range(3)
    ]
    return Scenery("".join(back), _leaf_frame(stage))


def _tree(stage: Stage, kind: str, x: float, y: float, size: float) -> str:
    pen = stage.pen
    if kind == "pine" or (kind == "mixed" and pen.dice.random() < 0.5):
        return nature.pine(pen, x, y, size, pen.dice.choice(("#3f7d5c", "#4a8a62", "#366f57")), stage.is_white)
    leaf = pen.dice.choice(("#6fae5f", "#7fb863", "#5d9f68"))
    return nature.tree(pen, x, y, size, stage.ground(leaf) if stage.is_white else leaf)


def _leaf_frame(stage: Stage) -> str:
    """Dark leaves in the upper corners and ferns below: we look out from between the trees."""
    pen, parts = stage.pen, []
    for corner in (0, SIZE):
        for _ in range(5):
            x = corner + (1 if corner == 0 else -1) * pen.dice.uniform(-30, 190)
            parts.append(
                pen.shape(blob(pen.dice, x, pen.dice.uniform(-40, 60), 100, 66, 11, 0.14), stage.ground("#3f7a4e"))
            )
    for x in (-10, SIZE + 10):
        parts.append(nature.bush(pen, x, SIZE + 40, 1.9, stage.ground("#47864f")))
    return "".join(parts)


def meadow(stage: Stage) -> Scenery:
    pen = stage.pen
    back = [hills(stage, ("#bfe0a6", "#a3d28a", "#86c074"))]
    with pen.far(0.3):
        back += [
            nature.tree(pen, stage.beside(), stage.horizon + pen.dice.uniform(80, 130), pen.dice.uniform(0.5, 0.9))
            for _ in range(3)
        ]
    back += [trail(stage), nature.grass(pen, 90, stage.horizon + 200, "#5a9a4e")]
    if not stage.is_white:
        back.append(nature.flowers(pen, 34, stage.horizon + 230))
    return Scenery("".join(back), "" if stage.is_white else _flower_frame(stage))


def _flower_frame(stage: Stage) -> str:
    pen = stage.pen
    return "".join(nature.flower(pen, stage.beside(0, SIZE), SIZE + pen.dice.uniform(0, 26), pen.dice.uniform(2.0,
        3.0), pen.dice.choice(nature.PETALS))
                   for _ in range(7))  # fmt: skip


def mountains(stage: Stage) -> Scenery:
    pen = stage.pen
    back = []
    for haze, height, shift in ((0.55, 330, 0), (0.25, 250, 170)):
        with pen.far(haze):
            for i in range(4):
                x = i * 330 - 60 + shift + pen.dice.uniform(-50, 50)
                back.append(peak(stage, x, stage.horizon + 130, height + pen.dice.uniform(-50, 60)))
    back.append(pen.shape(ridge(pen.dice, stage.horizon + 110, 30), stage.ground("#9db98a"), line=0.7))
    back.append(pen.shape(ridge(pen.dice, stage.horizon + 230, 24), stage.ground("#87a877"), line=0.7))
    back += [
        nature.pine(
            pen,
            stage.beside(),
            stage.horizon + pen.dice.uniform(170, 250),
            pen.dice.uniform(0.5, 0.9),
            snowy=stage.is_white,
        )
        for _ in range(5)
    ]
    back += [nature.rock(pen, stage.beside(), pen.dice.uniform(820, 940), pen.dice.uniform(0.7, 1.3)) for _ in range(4)]
    back.append(nature.grass(pen, 40, stage.horizon + 260, "#6d8f5c"))
    return Scenery(
        "".join(back), nature.rock(pen, 40 if stage.hero_x > SIZE / 2 else SIZE - 40, SIZE + 20, 2.4, "#85858f")
    )


def peak(stage: Stage, x: float, foot: float, height: float) -> str:
    """A mountain with a shaded flank and a cap of snow."""
    pen, wide = stage.pen, height * 0.85
    body = path("M", x - wide, foot + 60, "L", x - wide * 0.35, foot - height * 0.62, "L", x, foot - height, "L",
        x + wide * 0.3, foot - height * 0.66,
                "L", x + wide, foot + 60, "Z")  # fmt: skip
    flank = path("M", x, foot - height, "L", x + wide * 0.3, foot - height * 0.66, "L", x + wide, foot + 60, "L",
        x + wide * 0.2, foot + 60, "L",
                 x + wide * 0.12, foot - height * 0.4, "Z")  # fmt: skip
    cap = path("M", x, foot - height, "L", x + wide * 0.24, foot - height * 0.73, "L", x + wide * 0.1,
        foot - height * 0.66, "L", x, foot - height * 0.72,
               "L", x - wide * 0.12, foot - height * 0.62, "L", x - wide * 0.27, foot - height * 0.7, "Z")  # fmt: skip
    return (
        pen.shape(body, "#9aa3bd", shade=False)
        + pen.shape(flank, "#838cab", line=0, shade=False)
        + pen.shape(cap, "#f8fbff", line=0.6, shade=False)
    )


def snow(stage: Stage) -> Scenery:
    pen = stage.pen
    with pen.far(0.5):
        back = [peak(stage, x, stage.horizon + 90, pen.dice.uniform(150, 230)) for x in (120, 420, 760, 980)]
    back.append(hills(stage, ("#e4eef8", "#eff5fb", "#f8fbff"), 36))
    with pen.far(0.15):
        back += [
            nature.pine(
                pen, stage.beside(), stage.horizon + pen.dice.uniform(90, 200), pen.dice.uniform(0.7, 1.2), snowy=True
            )
            for _ in range(6)
        ]
    far_side = SIZE - 150 if stage.hero_x < SIZE / 2 else 150
    back += [
        pen.shape(blob(pen.dice, stage.beside(), pen.dice.uniform(840, 980), 120, 26), "#ffffff", line=0.4)
        for _ in range(4)
    ]
    return Scenery("".join(back) + snowman(stage, far_side, stage.horizon + 230))


def snowman(stage: Stage, x: float, y: float) -> str:
    pen = stage.pen
    parts = [
        pen.limb("M-34 -92L-78 -120M34 -92L78 -122", "#7a553d", 6),
        pen.circle(0, -40, 46, "#fbfdff"),
        pen.circle(0, -104, 33, "#fbfdff"),
    ]
    parts += [pen.circle(dx, dy, 4, "#33303a", line=0) for dx, dy in ((-11, -110), (11, -110), (0, -60), (0, -40))]
    parts += [pen.shape("M0 -102L30 -96L0 -93Z", "#ef8b3a", line=0.5), pen.limb("M-26 -78Q0 -68 26 -78", "#d9584c", 11)]
    parts += [pen.box(-24, -172, 48, 34, "#4a4458", round_=4), pen.box(-36, -142, 72, 9, "#4a4458", round_=4)]
    return pen.group(x, y, 1.1, *parts)


def desert(stage: Stage) -> Scenery:
    pen = stage.pen
    back = [hills(stage, ("#f3d79a", "#edc983", "#e6bb70"), 40)]
    with pen.far(0.3):
        side = SIZE - 200 if stage.hero_x < SIZE / 2 else 200
        back.append(
            pen.shape(
                path(
                    "M",
                    side - 130,
                    stage.horizon + 60,
                    "L",
                    side,
                    stage.horizon - 110,
                    "L",
                    side + 130,
                    stage.horizon + 60,
                    "Z",
                ),
                "#dcae67",
            )
        )
        back.append(
            pen.shape(
                path(
                    "M",
                    side,
                    stage.horizon - 110,
                    "L",
                    side + 130,
                    stage.horizon + 60,
                    "L",
                    side + 30,
                    stage.horizon + 60,
                    "Z",
                ),
                "#c79653",
                line=0,
                shade=False,
            )
        )
    back.append(pen.shape(ridge(pen.dice, stage.horizon + 120, 30), "#ecc987", line=0.7))
    back += [
        nature.cactus(pen, stage.beside(), stage.horizon + pen.dice.uniform(190, 300), pen.dice.uniform(0.8, 1.4))
        for _ in range(3)
    ]
    for _ in range(10):
        x, y = pen.dice.uniform(0, SIZE), pen.dice.uniform(stage.horizon + 220, 1000)
        back.append(pen.mark(path("M", x, y, "q", 40, -12, 80, 0, "t", 80, 0), "#d2a55c", 3, 0.5))
    return Scenery(
        "".join(back), nature.rock(pen, 60 if stage.hero_x > SIZE / 2 else SIZE - 60, SIZE + 10, 1.6, "#c39a67")
    )


def river(stage: Stage) -> Scenery:
    pen, top = stage.pen, stage.horizon + 90
    back = [hills(stage, ("#b6dba0", "#9ccc86"))]
    with pen.far(0.3):
        back += [nature.tree(pen, pen.dice.uniform(0, SIZE), top - 6, pen.dice.uniform(0.6, 1.0)) for _ in range(6)]
    water = path(
        "M",
        -20,
        top,
        "Q",
        260,
        top - 26,
        520,
        top + 4,
        "T",
        1050,
        top - 6,
        "V",
        top + 170,
        "Q",
        800,
        top + 220,
        520,
        top + 186,
        "T",
        -20,
        top + 200,
        "Z",
    )
    back.append(pen.shape(water, "#77bfe0" if not stage.is_white else "#cfe6f2", line=0.8))
    for _ in range(14):
        x, y = pen.dice.uniform(20, 960), pen.dice.uniform(top + 26, top + 160)
        back.append(pen.mark(path("M", x, y, "q", 16, -6, 32, 0, "t", 32, 0), "#e8f7ff", 3.5, 0.8))
    if "bridge" in stage.setting.things:
        back.append(_bridge(stage, SIZE - stage.hero_x, top + 90))
    bank = path(
        "M", -20, top + 196, "Q", 300, top + 150, 560, top + 190, "T", 1050, top + 176, "V", 1060, "H", -20, "Z"
    )
    back += [pen.shape(bank, stage.ground("#8cc474")), nature.grass(pen, 70, top + 210, "#5a9a4e")]
    back += [nature.reeds(pen, stage.beside(), top + pen.dice.uniform(170, 215), 1.2) for _ in range(4)]
    back += [nature.rock(pen, stage.beside(), top + pen.dice.uniform(190, 230), 0.7) for _ in range(2)]
    return Scenery("".join(back), "" if stage.is_white else _flower_frame(stage))


def _bridge(stage: Stage, x: float, y: float) -> str:
    pen = stage.pen
    arch = path("M", -190, 40, "Q", 0, -120, 190, 40, "L", 190, 84, "Q", 0, -50, -190, 84, "Z")
    posts = "".join(
        pen.limb(path("M", dx, dy, "v", -56), "#9a6a45", 9)
        for dx, dy in ((-150, 20), (-75, -26), (0, -40), (75, -26), (150, 20))
    )
    rail = pen.limb("M-160 -32Q0 -136 160 -32", "#a97a50", 10)
    return pen.group(x, y, 1, pen.shape(arch, "#b98a5e"), posts, rail)


def garden(stage: Stage) -> Scenery:
    pen = stage.pen
    back = [hills(stage, ("#b9dca4", "#9fd08b"))]
    side = SIZE - 190 if stage.hero_x < SIZE / 2 else 190
    back.append(houses.house(pen, side, stage.horizon + 130, 1.6))
    back.append(nature.tree(pen, SIZE - side, stage.horizon + 140, 1.9, "#7fb863"))
    back.append(houses.fence(pen, stage.horizon + 190, 0.9))
    back.append(pen.shape(ridge(pen.dice, stage.horizon + 190, 10), stage.ground("#8ecb78"), line=0.5))
    back.append(nature.grass(pen, 60, stage.horizon + 220, "#5c9f50"))
    if not stage.is_white:
        back.append(nature.flowers(pen, 46, stage.horizon + 225))
    back += [
        nature.bush(pen, stage.beside(), stage.horizon + 220, 1.0, stage.ground("#5f9f58"), "#f07f9a") for _ in range(3)
    ]
    return Scenery("".join(back), "" if stage.is_white else _flower_frame(stage))


def farm(stage: Stage) -> Scenery:
    pen = stage.pen
    back = [hills(stage, ("#c8dd9a", "#b4d088", "#a3c877"))]
    side = SIZE - 230 if stage.hero_x < SIZE / 2 else 230
    back.append(houses.barn(pen, side, stage.horizon + 170, 1.5))
    back.append(houses.fence(pen, stage.horizon + 205, 0.8, "#b98f66"))
    back.append(pen.shape(ridge(pen.dice, stage.horizon + 205, 8), stage.ground("#a9cf80"), line=0.5))
    back += [hay(stage, stage.beside(), stage.horizon + pen.dice.uniform(240, 300)) for _ in range(2)]
    back.append(nature.grass(pen, 70, stage.horizon + 220, "#739a4a"))
    return Scenery("".join(back))


def hay(stage: Stage, x: float, y: float) -> str:
    pen = stage.pen
    straws = pen.mark("M-40 -50q20 10 40 0t40 2M-50 -26q24 8 50 0t46 4M-30 -68q16 8 34 0t28 2", "#c99b3c", 3, 0.8)
    return pen.group(x, y, 1, pen.shape("M-66 4Q-72 -78 0 -82Q72 -78 66 4Q0 12 -66 4Z", "#e8c25a"), straws)
