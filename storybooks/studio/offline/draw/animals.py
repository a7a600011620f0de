"""The other companions: birds, riders' horses, sea creatures, dragon, robot. Origin: the ground; they look left."""

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.critters import CRITTERS, critter
from storybooks.studio.offline.draw.pen import Pen, path

SWIMMERS = frozenset({"fish", "whale"})
FLYERS = frozenset({"butterfly"})


def animal(pen: Pen, kind: str, fur: str = "") -> str:
    """The animal at the size it has beside a hero of 300 units; `fur` recolours it."""
    if kind in CRITTERS:
        return critter(pen, kind, fur)
    return _OTHERS[kind](pen, fur)


def _eye(x: float, y: float, r: float) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="#2b2130"/><circle '
        f'cx="{x - r * 0.3:.1f}" cy="{y - r * 0.35:.1f}" r="{r * 0.38:.1f}" '
        f'fill="#fff"/>'
    )


def _shadow(pen: Pen, rx: float) -> str:
    return pen.soft(0, 2, rx, 12, "#1d1530", 0.42)


def owl(pen: Pen, fur: str) -> str:
    fur = fur or "#a87b55"
    body = pen.shape("M-54 -60Q-62 -150 0 -152Q62 -150 54 -60Q50 2 0 2Q-50 2 -54 -60Z", fur)
    belly = pen.shape("M-32 -56Q-34 -92 0 -92Q34 -92 32 -56Q28 -6 0 -6Q-28 -6 -32 -56Z", "#f3dfc0", line=0, shade=False)
    marks = pen.mark("M-18 -66q6 8 12 0M6 -66q6 8 12 0M-12 -46q6 8 12 0M8 -44q6 8 12 0M-16 -28q6 8 12 0", "#b08a60", 3)
    tufts = pen.shape("M-48 -128L-58 -170L-20 -148ZM48 -128L58 -170L20 -148Z", fur)
    eyes = "".join(pen.circle(x, -112, 25, "#fff6e4", line=0.8, shade=False) + _eye(x, -112, 12) for x in (-23, 23))
    wings = pen.shape(
        "M-52 -92Q-78 -50 -48 -20Q-38 -54 -52 -92ZM52 -92Q78 -50 48 -20Q38 -54 52 -92Z", colours.darker(fur, 0.18)
    )
    feet = pen.mark("M-20 2v4m-7 0h14M20 2v4m-7 0h14", "#e6a23c", 5)
    return (
        _shadow(pen, 60)
        + tufts
        + body
        + belly
        + marks
        + wings
        + eyes
        + pen.shape("M-8 -100L0 -82L8 -100Z", "#f0a03c", line=0.6)
        + feet
    )


def bird(pen: Pen, fur: str) -> str:
    fur = fur or "#4f97d3"
    tail = pen.shape("M30 -34L84 -52L76 -30L88 -18Z", colours.darker(fur, 0.15))
    body = pen.shape("M-46 -52Q-46 -92 -10 -88Q40 -80 46 -36Q30 -4 -8 -8Q-42 -12 -46 -52Z", fur)
    belly = pen.shape("M-42 -44Q-22 -52 -4 -36Q8 -16 -8 -10Q-40 -14 -42 -44Z", "#ffe3c2", line=0, shade=False)
    wing = pen.shape("M-2 -58Q40 -66 58 -32Q24 -22 4 -34Z", colours.darker(fur, 0.12))
    legs = pen.mark("M-8 -8V4m-8 0h15M8 -10V4m-8 0h15", "#c98a3f", 4)
    return (
        _shadow(pen, 40)
        + legs
        + tail
        + body
        + belly
        + wing
        + pen.shape("M-44 -64L-66 -56L-43 -50Z", "#f3b03c", line=0.6)
        + _eye(-24, -66, 6.5)
    )


def butterfly(pen: Pen, fur: str) -> str:
    fur = fur or "#ef8fb2"
    wings = pen.shape("M0 -62Q-70 -132 -84 -78Q-84 -50 0 -56ZM0 -62Q70 -132 84 -78Q84 -50 0 -56Z", fur)
    lower = pen.shape("M0 -56Q-66 -46 -48 -10Q-20 -2 0 -46ZM0 -56Q66 -46 48 -10Q20 -2 0 -46Z", "#f9c36b")
    dots = "".join(pen.circle(x, -80, 9, "#fff6e8", line=0, shade=False) for x in (-52, 52))
    return (
        lower
        + wings
        + dots
        + pen.limb("M0 -74V-30", "#5a4052", 9, 0.6)
        + pen.mark("M0 -78Q-6 -98 -18 -100M0 -78Q6 -98 18 -100", "#5a4052", 3)
    )


def horse(pen: Pen, fur: str) -> str:
    fur = fur or "#b98358"
    mane = colours.darker(fur, 0.45)
    legs = "".join(
        pen.limb(path("M", x, -110, "V", -8), fur, 24) + pen.box(x - 13, -14, 26, 16, "#54404a", round_=4, line=0.6)
        for x in (-56, -26, 52, 82)
    )
    tail = pen.shape("M92 -150Q150 -140 134 -54Q112 -70 114 -100Q112 -124 88 -128Z", mane)
    body = pen.ellipse(18, -130, 92, 52, fur)
    neck = pen.shape("M-74 -120Q-98 -190 -66 -242L-16 -222Q-30 -180 4 -150Z", fur)
    head = pen.shape(
        "M-62 -262Q-30 -262 -24 -228Q-34 -206 -66 -202Q-96 -184 -124 -190Q-138 -202 -126 -220Q-98 -254 -62 -262Z", fur
    )
    muzzle = pen.shape(
        "M-100 -196Q-120 -184 -128 -194Q-138 -206 -124 -220Q-106 -216 -100 -196Z",
        colours.lighter(fur, 0.45),
        line=0,
        shade=False,
    )
    hair = pen.shape(
        "M-58 -272Q-14 -268 -6 -216Q8 -180 6 -148Q-22 -176 -26 -214Q-40 -236 -66 -238Q-76 -260 -58 -272Z", mane
    )
    ear = pen.shape("M-52 -258L-44 -290L-30 -254Z", fur)
    return pen.group(
        0,
        0,
        1,
        _shadow(pen, 120),
        tail,
        legs,
        body,
        neck,
        ear,
        head,
        muzzle,
        hair,
        _eye(-74, -232, 7),
        pen.mark("M-118 -198q8 5 16 1", "#5a3a34", 3),
    )


def dragon(pen: Pen, fur: str) -> str:
    fur, pale = fur or "#63ab6c", "#f6e6a8"
    wing = pen.shape(
        "M30 -150Q60 -262 150 -246Q134 -222 150 -196Q126 -192 128 -164Q104 -166 98 -142Q66 -148 40 -124Z", "#e3a04a"
    )
    tail = pen.shape("M40 -30Q130 10 158 -62L146 -84L180 -92L184 -56L172 -58Q142 34 30 4Z", fur)
    body = pen.shape("M-60 -70Q-66 -166 0 -170Q72 -164 70 -66Q66 4 4 4Q-54 4 -60 -70Z", fur)
    belly = pen.shape("M-52 -64Q-52 -128 -8 -130Q30 -124 28 -62Q24 -4 -8 -2Q-48 -4 -52 -64Z", pale, line=0.5)
    ribs = pen.mark("M-48 -84Q-10 -74 26 -84M-50 -56Q-10 -46 27 -56M-44 -28Q-10 -18 22 -28", "#d9c27a", 4)
    spikes = "".join(
        pen.shape(path("M", x - 14, y, "L", x + 6, y - 30, "L", x + 16, y + 8, "Z"), "#e3a04a", line=0.8)
        for x, y in ((2, -278), (36, -252), (50, -214), (62, -170))
    )
    head = pen.shape(
        "M-86 -196Q-98 -236 -48 -246Q-30 -286 14 -272Q62 -254 44 -196Q20 -162 -34 -166Q-80 -166 -86 -196Z", fur
    )
    horns = pen.shape(
        "M-10 -270Q-20 -304 -38 -308Q-36 -282 -28 -264ZM18 -270Q26 -302 14 -316Q0 -292 2 -272Z", pale, line=0.8
    )
    face = pen.mark("M-76 -190Q-46 -172 -14 -188", "#35603f", 4.5) + pen.mark(
        "M-74 -214l-2 -3M-58 -219l-2 -3", "#35603f", 5
    )
    eye = pen.circle(-12, -228, 17, "#ffffff", line=0.6, shade=False) + _eye(-16, -227, 9)
    feet = "".join(pen.ellipse(x, -4, 30, 14, colours.lighter(fur, 0.1)) for x in (-34, 36))
    cheek = pen.soft(-2, -196, 16, 11, "#f0706a", 0.5)
    return _shadow(pen, 120) + wing + tail + spikes + body + belly + ribs + feet + horns + head + face + eye + cheek


def fish(pen: Pen, fur: str) -> str:
    fur = fur or "#f59a3c"
    fins = pen.shape(
        "M48 -70L104 -112Q92 -70 104 -28ZM-8 -108Q20 -136 40 -104ZM-4 -34Q16 -8 34 -38Z", colours.darker(fur, 0.1)
    )
    stripes = pen.mark("M4 -104Q18 -70 4 -36M30 -96Q40 -70 30 -44", "#fff3e0", 10)
    return (
        fins
        + pen.ellipse(0, -70, 66, 42, fur)
        + stripes
        + _eye(-34, -80, 8)
        + pen.mark("M-60 -60q10 10 20 2", "#7a3a2a", 4)
    )


def whale(pen: Pen, fur: str) -> str:
    fur = fur or "#5f8fc4"
    body = pen.shape(
        "M-170 -90Q-170 -190 -40 -190Q90 -186 150 -130Q176 -150 170 -200Q210 -186 206 "
        "-144Q240 -150 250 -120Q200 -88 160 -92Q110 -10 -40 -8Q-164 -12 -170 -90Z",
        fur,
    )
    belly = pen.shape("M-168 -76Q-100 -60 20 -62Q60 -20 -40 -8Q-156 -14 -168 -76Z", "#e9f2f8", line=0.4, shade=False)
    lines = pen.mark("M-140 -50Q-90 -40 -20 -42M-124 -34Q-80 -26 -20 -28", "#b9cfe0", 4)
    spout = pen.mark("M-60 -196Q-64 -240 -96 -246M-60 -196Q-56 -242 -24 -250M-60 -196V-256", "#dff3ff", 8, 0.9)
    return spout + body + belly + lines + _eye(-112, -100, 9) + pen.mark("M-160 -74Q-136 -60 -112 -70", "#2f4f78", 4)


def turtle(pen: Pen, fur: str) -> str:
    skin, shell = fur or "#86b56a", "#a8794e"
    legs = "".join(pen.ellipse(x, -12, 20, 16, skin) for x in (-44, 44))
    head = pen.ellipse(-84, -56, 28, 25, skin) + _eye(-92, -62, 5.5) + pen.mark("M-106 -48q10 7 18 2", "#48683c", 3)
    neck = pen.limb("M-50 -26Q-70 -34 -76 -44", skin, 22)
    dome = pen.shape("M-68 -18Q-66 -96 0 -98Q66 -96 68 -18Q0 -4 -68 -18Z", shell)
    plates = pen.mark(
        "M-22 -92L-34 -54L-12 -20M22 -92L34 -54L12 -20M-34 -54H34M-34 -54L-62 -40M34 -54L62 -40",
        colours.darker(shell, 0.3),
        4,
        0.8,
    )
    return _shadow(pen, 80) + neck + legs + dome + plates + head


def frog(pen: Pen, fur: str) -> str:
    fur = fur or "#76b852"
    thighs = "".join(pen.ellipse(side * 42, -20, 27, 22, fur) for side in (-1, 1))
    body = pen.shape("M-48 -34Q-46 -86 0 -86Q46 -86 48 -34Q44 2 0 2Q-44 2 -48 -34Z", fur) + pen.ellipse(
        0, -26, 28, 24, "#e9f3c4", line=0, shade=False
    )
    eyes = "".join(
        pen.circle(x, -88, 17, fur) + pen.circle(x, -90, 11, "#ffffff", line=0, shade=False) + _eye(x, -90, 6)
        for x in (-25, 25)
    )
    feet = "".join(pen.ellipse(side * 34, -1, 24, 8, colours.lighter(fur, 0.15)) for side in (-1, 1))
    return _shadow(pen, 62) + thighs + body + feet + eyes + pen.mark("M-26 -62Q0 -44 26 -62", "#3f6a2f", 4.5)


def elephant(pen: Pen, fur: str) -> str:
    fur = fur or "#9fa9b8"
    legs = "".join(pen.box(x, -70, 38, 72, fur, round_=12) for x in (-62, -14, 44, 76))
    body = pen.ellipse(24, -120, 104, 74, fur)
    ear = pen.ellipse(-24, -158, 42, 54, colours.darker(fur, 0.1)) + pen.ellipse(
        -22, -156, 26, 38, "#e6b9b9", line=0, shade=False
    )
    head = pen.circle(-78, -164, 56, fur)
    trunk = pen.limb("M-118 -146Q-150 -110 -138 -60Q-132 -36 -156 -34", fur, 29)
    tusk = pen.shape("M-112 -118Q-124 -92 -104 -84Q-96 -98 -98 -120Z", "#fff8ea", line=0.7)
    return (
        _shadow(pen, 120)
        + legs
        + body
        + trunk
        + head
        + ear
        + tusk
        + _eye(-98, -176, 7)
        + pen.mark("M126 -124Q146 -104 140 -70", colours.darker(fur, 0.2), 6)
    )


def robot(pen: Pen, fur: str) -> str:
    fur, dark = fur or "#b9c9d6", "#5f6f86"
    legs = pen.limb("M-22 -60V-14M22 -60V-14", dark, 15) + "".join(
        pen.box(x - 22, -16, 44, 18, fur, round_=8) for x in (-24, 24)
    )
    arms = (
        pen.limb("M-52 -124Q-84 -100 -78 -68M52 -124Q86 -140 88 -172", dark, 13)
        + pen.circle(-78, -60, 13, fur)
        + pen.circle(88, -180, 13, fur)
    )
    body = pen.box(-52, -146, 104, 90, fur, round_=18) + pen.box(-30, -126, 60, 40, "#eaf2f6", round_=7, line=0.6)
    lights = "".join(
        pen.circle(x, -106, 7, c, line=0.4, shade=False) for x, c in ((-16, "#ef6f6c"), (2, "#f7d45f"), (20, "#7fc97f"))
    )
    head = pen.box(-58, -244, 116, 86, fur, round_=26) + pen.box(
        -44, -230, 88, 58, "#2f3b52", round_=18, line=0.6, shade=False
    )
    eyes = "".join(f'<circle cx="{x}" cy="-206" r="10" fill="#8ff0ee"/>' for x in (-19, 19)) + pen.mark(
        "M-12 -186Q0 -178 12 -186", "#8ff0ee", 4.5
    )
    antenna = pen.limb("M0 -244V-268", dark, 6) + pen.circle(0, -276, 9, "#ef6f6c", line=0.7)
    neck = pen.box(-14, -164, 28, 22, dark, line=0.7)
    return _shadow(pen, 70) + antenna + neck + legs + arms + body + lights + head + eyes


_OTHERS = {
    "owl": owl, "bird": bird, "butterfly": butterfly, "horse": horse, "dragon": dragon, "fish": fish, "whale": whale,
    "turtle": turtle, "frog": frog, "elephant": elephant, "robot": robot,
}  # fmt: skip
