"""Things of a story: some are held in a hand (origin: the hand), some stand on the ground (origin: the ground)."""

import math

from storybooks.studio.offline.draw.forms import star
from storybooks.studio.offline.draw.pen import Pen, path


def lantern(pen: Pen) -> str:
    with pen.lit(0):
        glass = pen.box(-17, 24, 34, 44, "#ffe08a", round_=7, shade=False) + pen.shape(
            "M0 34Q13 50 0 60Q-13 50 0 34Z", "#ff9d3c", line=0
        )
    frame = pen.box(-22, 16, 44, 11, "#5a4a5e", round_=4) + pen.box(-22, 66, 44, 11, "#5a4a5e", round_=4)
    return pen.soft(0, 46, 130, 130, "#ffdf8a", 0.75) + pen.mark("M-12 16Q0 -16 12 16", "#5a4a5e", 4) + glass + frame


def kite(pen: Pen) -> str:
    sail = pen.shape("M70 -330L130 -270L84 -186L36 -262Z", "#e8645a") + pen.shape(
        "M70 -330L130 -270L78 -264Z", "#ffd166", line=0.5
    )
    tail = pen.mark("M84 -186Q120 -160 96 -136T112 -92", "#5a4a5e", 3)
    bows = "".join(
        pen.shape(path("M", x, y, "l", -13, -8, "v", 16, "l", 26, -16, "v", 16, "Z"), "#6fb6e8", line=0.5)
        for x, y in ((104, -160), (100, -126))
    )
    return pen.mark("M0 0Q60 -60 82 -262", "#f4ecdf", 2.5) + sail + tail + bows


def balloon(pen: Pen) -> str:
    body = pen.shape("M30 -130C-14 -150 -18 -232 30 -234C78 -232 74 -150 30 -130Z", "#e8645a") + pen.shape(
        "M24 -122L30 -132L36 -122Z", "#c94f47", line=0.6
    )
    return (
        pen.mark("M0 0Q34 -50 30 -122", "#f4ecdf", 2.5)
        + body
        + pen.ellipse(14, -204, 8, 14, "#ffffff", line=0, shade=False, more='opacity=".6"')
    )


def book(pen: Pen) -> str:
    return (
        pen.shape("M-40 -26Q-18 -38 0 -24Q18 -38 40 -26V16Q18 4 0 18Q-18 4 -40 16Z", "#fff8ea")
        + pen.mark("M0 -24V18M-32 -18q14 -5 24 2M-32 -6q14 -5 24 2M8 -16q12 -7 24 -2M8 -4q12 -7 24 -2", "#a08a80", 2.5)
        + pen.mark("M-40 18Q-18 6 0 20Q18 6 40 18", "#c9544c", 5)
    )


def umbrella(pen: Pen) -> str:
    dome = (
        "M-104 -176Q-96 -272 0 -276Q96 -272 104 -176Q86 -192 69 -176Q52 -192 35 -176Q17 "
        "-192 0 -176Q-17 -192 -35 -176Q-52 -192 -69 -176Q-86 -192 -104 -176Z"
    )
    return pen.limb("M0 22V-180", "#6b4b3e", 6, 0.7) + pen.group(
        -30,
        0,
        1,
        pen.shape(dome, "#e3a93c"),
        pen.mark("M-35 -178Q-30 -250 0 -276Q30 -250 35 -178", "#b9822c", 3),
        turn=-6,
    )


def flower(pen: Pen) -> str:
    petals = "".join(
        pen.circle(14 * math.cos(a * 1.2566), -46 + 14 * math.sin(a * 1.2566), 11, "#ff8fa3", line=0.6)
        for a in range(5)
    )
    return (
        pen.mark("M0 10Q4 -16 0 -40", "#4d8a4a", 5)
        + pen.shape("M2 -10Q22 -26 26 -8Q14 2 2 -10Z", "#6aa85c", line=0.6)
        + petals
        + pen.circle(0, -46, 9, "#f6c65b", line=0.5)
    )


def apple(pen: Pen) -> str:
    fruit = "M0 -20Q-30 -34 -30 -2Q-26 26 0 22Q26 26 30 -2Q30 -34 0 -20Z"
    return (
        pen.shape(fruit, "#d9483f")
        + pen.mark("M0 -20Q2 -30 8 -34", "#6b4b3e", 4)
        + pen.shape("M4 -28Q18 -42 26 -28Q16 -20 4 -28Z", "#6aa85c", line=0.5)
    )


def cake(pen: Pen) -> str:
    plate = pen.ellipse(0, 8, 58, 9, "#e9edf2")
    return (
        plate
        + pen.box(-42, -38, 84, 44, "#f6d9b8", round_=8)
        + pen.shape(
            "M-42 -24V-34Q-42 -42 -34 -42H34Q42 -42 42 -34V-24Q32 -14 21 -24Q10 -14 0 "
            "-24Q-10 -14 -21 -24Q-32 -14 -42 -24Z",
            "#f59bb5",
            line=0.6,
        )
        + pen.limb("M0 -44V-62", "#8fd0f2", 7, 0.5)
        + pen.shape("M0 -82Q9 -70 0 -64Q-9 -70 0 -82Z", "#ffc24a", line=0.4)
    )


def key(pen: Pen) -> str:
    return (
        pen.limb("M6 -8L44 -46M30 -32l10 10M40 -42l9 9", "#e6b23c", 8)
        + f'<circle cx="-4" cy="2" r="15" fill="none" stroke="{pen.tint("#e6b23c")}" stroke-width="8"/>'
    )


def treasure_map(pen: Pen) -> str:
    return (
        pen.shape("M-46 -34L-16 -26L16 -36L46 -26V26L16 18L-16 28L-46 18Z", "#f3e0b0")
        + pen.mark("M-34 12q12 -18 22 -6t24 -10" + "M-16 -26V28M16 -36V18", "#b08a55", 2.5)
        + pen.mark("M22 -14l12 12m0 -12l-12 12", "#d2443c", 5)
    )


def shining_star(pen: Pen) -> str:
    with pen.lit(0):
        return pen.soft(0, -26, 110, 110, "#fff0a8", 0.8) + pen.shape(star(0, -26, 38), "#ffd95a", shade=False)


def ball(pen: Pen) -> str:
    return (
        pen.soft(0, 0, 44, 8, "#1d1530", 0.4)
        + pen.circle(0, -34, 34, "#e8645a")
        + pen.mark("M-32 -42Q0 -18 32 -42M-10 -66Q-26 -34 -8 -2", "#fff6e8", 6)
    )


def box(pen: Pen) -> str:
    base = pen.soft(0, 2, 86, 12, "#1d1530", 0.42) + pen.box(-66, -62, 132, 64, "#a9713f", round_=6)
    lid = pen.shape("M-70 -60Q-72 -108 0 -110Q72 -108 70 -60Z", "#b98049")
    bands = pen.limb("M-40 -104V0M40 -104V0", "#e0b04a", 9, 0.6)
    return (
        base
        + lid
        + bands
        + pen.limb("M-68 -60H68", "#e0b04a", 8, 0.6)
        + pen.box(-13, -72, 26, 28, "#f3cf6a", round_=5, line=0.7)
    )


def bicycle(pen: Pen) -> str:
    wheels = "".join(
        f'<circle cx="{x}" cy="-46" r="42" fill="none" stroke="{pen.tint("#4a4458")}" '
        f'stroke-width="8"/>' + pen.mark(path("M", x - 40, -46, "h", 80, "M", x, -86, "v", 80), "#9a97a5", 2.5)
        for x in (-76, 76)
    )
    return (
        pen.soft(0, 2, 130, 12, "#1d1530", 0.42)
        + wheels
        + pen.limb("M-76 -46L-30 -110L40 -104L76 -46M-30 -110L0 -46L40 -104M0 -46H-76M40 -104L32 -136H56", "#d9594c", 8)
        + pen.limb("M-44 -122H-14", "#4a4458", 12)
    )


def campfire(pen: Pen) -> str:
    logs = pen.limb("M-54 -6L42 -26M54 -6L-42 -26", "#8a5a3e", 20)
    with pen.lit(0):
        fire = pen.shape(
            "M-40 -22Q-52 -74 -16 -96Q-14 -120 4 -142Q12 -108 34 -92Q56 -66 38 -22Z", "#ff8a3c", line=0.6
        ) + pen.shape("M-20 -22Q-28 -54 0 -84Q28 -54 20 -22Z", "#ffd95a", line=0)
    return pen.soft(0, -60, 330, 270, "#ffb45a", 0.6) + fire + logs


def boat(pen: Pen) -> str:
    """A sailing boat for standing in: what is before the figures. `sail` is behind them."""
    hull = pen.shape("M-250 -84Q0 -56 260 -96Q240 40 150 66H-140Q-230 40 -250 -84Z", "#b9764a")
    planks = pen.mark("M-240 -40Q0 -14 250 -50M-222 4Q0 26 232 -6", "#8a5233", 4, 0.7)
    return hull + planks + pen.limb("M-252 -86Q0 -58 262 -98", "#f3e3c8", 15)


def sail(pen: Pen) -> str:
    mast = pen.limb("M-30 -50V-520", "#8a5f43", 15)
    cloth = pen.shape("M-16 -510Q170 -370 176 -160L-16 -146Z", "#fff6e4") + pen.shape(
        "M-44 -480Q-170 -350 -186 -180L-44 -164Z", "#e8645a"
    )
    flag = pen.shape("M-30 -556q26 -10 52 4l-10 14l10 14q-26 -12 -52 -2Z", "#f0b63f", line=0.8)
    return mast + cloth + flag


def treehouse(pen: Pen) -> str:
    trunk = pen.shape("M-46 6Q-20 -60 -32 -300H36Q24 -60 52 6Z", "#8a5f45")
    hut = (
        pen.box(-104, -330, 208, 124, "#d2a06a", round_=5)
        + pen.shape("M-128 -322L0 -418L128 -322Z", "#b5594c")
        + pen.box(-116, -212, 232, 18, "#a9764c")
    )
    door = pen.box(-26, -290, 52, 78, "#7a4e3a", round_=8) + pen.circle(66, -266, 19, "#ffe08a", line=0.8, shade=False)
    ladder = pen.limb("M-22 0L-16 -200M22 0L16 -200", "#e0bd8a", 8, 0.7) + "".join(
        pen.limb(path("M", -20, y, "H", 20), "#e0bd8a", 7, 0.6) for y in range(-180, 0, 36)
    )
    leaves = "".join(
        pen.circle(x, y, r, "#6fae5f")
        for x, y, r in ((-120, -400, 74), (120, -410, 78), (0, -470, 96), (-60, -450, 70), (64, -462, 70))
    )
    return trunk + leaves + hut + door + ladder


HELD = {
    "lantern": lantern,
    "kite": kite,
    "balloon": balloon,
    "book": book,
    "umbrella": umbrella,
    "flower": flower,
    "apple": apple,
    "cake": cake,
    "key": key,
    "map": treasure_map,
    "star": shining_star,
}
PLACED = {"ball": ball, "box": box, "bicycle": bicycle, "campfire": campfire}
