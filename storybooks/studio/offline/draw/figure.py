"""People: a whole body in a pose, with head, hair, clothes and shoes. Origin: the ground between the feet."""

from dataclasses import dataclass

from storybooks.studio.offline import colours
from storybooks.studio.offline.appearance import Appearance
from storybooks.studio.offline.draw import clothes, faces, hair
from storybooks.studio.offline.draw.pen import Pen, path
from storybooks.studio.offline.draw.poses import POSES, Pose


@dataclass(frozen=True)
class Build:
    """A body's measures in drawing units; a figure is about 300 high. `eye` scales the eyes."""

    head: float
    torso: float
    legs: float
    arm: float
    shoulder: float
    limb: float
    eye: float

    @property
    def shoulders(self) -> float:
        return -(self.legs + self.torso)

    @property
    def head_middle(self) -> float:
        return self.shoulders - self.head * 0.9


BUILDS = {
    "children": Build(64, 82, 74, 74, 31, 25, 1.15),
    "young_adults": Build(52, 88, 102, 86, 34, 24, 1.0),
    "adults": Build(46, 94, 116, 92, 36, 24, 0.9),
}
GROWN = Build(44, 108, 132, 104, 44, 27, 0.85)


def build_of(kind: str, audience: str) -> Build:
    return GROWN if kind == "adult" else BUILDS[audience]


def figure(pen: Pen, looks: Appearance, audience: str, pose_name: str, feeling: str, *, held: str = "",
           warm: bool = False, helmet: bool = False) -> str:  # fmt: skip
    """The figure looking to the right; `held` is drawn at the right hand, `warm` adds hat and scarf."""
    build, pose = build_of(looks.kind, audience), POSES[pose_name]
    if pose.sits:
        build = Build(build.head, build.torso, 30, build.arm, build.shoulder, build.limb, build.eye)
    feeling = "asleep" if pose_name == "sleep" else feeling
    left, right = _arm(pen, build, looks, pose, -1), _arm(pen, build, looks, pose, 1)
    if held:
        x, y = _hand(build, pose, 1)
        right = pen.group(x, y, 1, held) + right
    behind = hair.behind(pen, build.head, looks.hair_style, looks.hair)
    body = [
        pen.group(0, build.head_middle, 1, behind, turn=pose.head),
        "" if pose.arms_in_front else left,
        clothes.legs(pen, build, looks, pose),
        clothes.torso(pen, build, looks, warm),
        left if pose.arms_in_front and pose_name != "mouth" else "",
        _head(pen, build, looks, pose, feeling, warm, helmet),
        left if pose_name == "mouth" else "",
        right,
    ]
    shadow = pen.soft(0, 2, build.shoulder * 2.3, 15, "#1d1530", 0.42)
    return shadow + pen.group(0, -pose.lift, 1, *body, turn=pose.lean)


def _hand(build: Build, pose: Pose, side: int) -> tuple[float, float]:
    x, y = pose.right_hand if side > 0 else pose.left_hand
    return side * build.shoulder * 0.92 + x * build.arm, build.shoulders + 14 + y * build.arm


def _arm(pen: Pen, build: Build, looks: Appearance, pose: Pose, side: int) -> str:
    start_x, start_y = side * build.shoulder * 0.8, build.shoulders + 16
    hand_x, hand_y = _hand(build, pose, side)
    elbow_x = (start_x + hand_x) / 2 + side * pose.bend * build.arm
    elbow_y = (start_y + hand_y) / 2 + 0.1 * build.arm
    reach = ((hand_x - elbow_x) ** 2 + (hand_y - elbow_y) ** 2) ** 0.5 or 1
    cuff_x, cuff_y = (hand - (hand - elbow) / reach * build.limb * 0.75
                      for hand, elbow in ((hand_x, elbow_x), (hand_y, elbow_y)))  # fmt: skip
    sleeve = path("M", start_x, start_y, "Q", elbow_x, elbow_y, cuff_x, cuff_y)
    palm = pen.circle(hand_x, hand_y, build.limb * 0.5, looks.skin, line=0.9)
    return palm + pen.limb(sleeve, colours.darker(looks.top, 0.05), build.limb * 0.86)


def _head(pen: Pen, build: Build, looks: Appearance, pose: Pose, feeling: str, warm: bool, helmet: bool) -> str:
    r = build.head
    parts = [
        pen.box(
            -r * 0.2, r * 0.6, r * 0.4, r * 0.5, colours.darker(looks.skin, 0.1), round_=r * 0.1, line=0, shade=False
        ),
        *(pen.ellipse(side * r * 0.97, r * 0.12, r * 0.16, r * 0.21, looks.skin) for side in (-1, 1)),
        pen.shape(_skull(r, looks.kind), looks.skin),
        faces.face(pen, r, looks.skin, feeling, build.eye, 0.08, _brow_colour(looks)),
        _beard(pen, r, looks) if looks.beard else "",
        hair.on_top(pen, r, looks.hair_style, looks.hair),
        _glasses(pen, r, build.eye) if looks.glasses else "",
        clothes.woolly_hat(pen, r, looks) if warm or looks.hat else "",
        _helmet(pen, r) if helmet else "",
    ]
    return pen.group(0, build.head_middle, 1, *parts, turn=pose.head)


def _skull(r: float, kind: str) -> str:
    chin = 1.0 if kind == "adult" else 0.93
    jaw = 0.6 if kind == "adult" else 0.72
    return path("M", -r, -r * 0.05, "C", -r * 1.02, r * 0.55, -r * jaw, r * chin, 0, r * chin, "C", r * jaw, r * chin,
                r * 1.02, r * 0.55, r, -r * 0.05, "C", r * 1.02, -r * 1.3, -r * 1.02, -r * 1.3, -r, -r * 0.05,
                    "Z")  # fmt: skip


def _brow_colour(looks: Appearance) -> str:
    base = looks.hair if looks.hair_style != "bald" else "#6a4b3a"
    return colours.darker(base, 0.3 if colours.brightness(base) > 90 else 0.05)


def _beard(pen: Pen, r: float, looks: Appearance) -> str:
    chin = path("M", -r * 0.9, r * 0.22, "C", -r * 0.8, r * 1.3, r * 0.8, r * 1.3, r * 0.9, r * 0.22, "Q", r * 0.5,
        r * 0.5,
                r * 0.32, r * 0.36, "Q", 0, r * 0.26, -r * 0.32, r * 0.36, "Q", -r * 0.5, r * 0.5, -r * 0.9,
                    r * 0.22, "Z")  # fmt: skip
    lips = pen.mark(path("M", -r * 0.14, r * 0.52, "Q", 0, r * 0.6, r * 0.16, r * 0.52), "#8a3f45", r * 0.06)
    return pen.shape(chin, looks.hair) + lips


def _glasses(pen: Pen, r: float, eye: float) -> str:
    rim = f'fill="#ffffff" fill-opacity=".18" stroke="{pen.tint("#4a3b4f")}" stroke-width="{r * 0.055:.1f}"'
    size = r * 0.25 * max(1, eye)
    lenses = "".join(f'<circle cx="{(0.08 + side * 0.36) * r:.1f}" cy="{r * 0.07:.1f}" r="{size:.1f}" {rim}/>'
                     for side in (-1, 1))  # fmt: skip
    bridge = path("M", r * 0.08 - r * 0.36 + size, r * 0.05, "Q", r * 0.08, -r * 0.02, r * 0.44 - size, r * 0.05)
    return lenses + pen.mark(bridge, "#4a3b4f", r * 0.055)


def _helmet(pen: Pen, r: float) -> str:
    glass = f'<circle cy="{-r * 0.05:.1f}" r="{r * 1.5:.1f}" fill="#cfeaff" fill-opacity=".2" stroke="#e9f4ff" ' \
            f'stroke-width="{r * 0.1:.1f}"/>'  # fmt: skip
    shine = path("M", -r * 1.1, -r * 0.6, "Q", -r * 0.8, -r * 1.15, -r * 0.3, -r * 1.28)
    collar = pen.ellipse(0, r * 1.3, r * 0.72, r * 0.2, "#d8dde6")
    return collar + glass + pen.mark(shine, "#ffffff", r * 0.1, 0.8)
