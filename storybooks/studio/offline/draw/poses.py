"""How a body stands: hands seen from the shoulders in arm lengths, feet seen from the hips in leg lengths."""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Pose:
    """Coordinates grow to the right and downwards. `bend` pushes the elbows outwards, `lean` turns the body."""

    left_hand: Point
    right_hand: Point
    left_foot: Point = (-0.04, 0)
    right_foot: Point = (0.04, 0)
    bend: float = 0.12
    lean: float = 0
    head: float = 0
    lift: float = 0
    sits: bool = False
    arms_in_front: bool = False


POSES = {
    "stand": Pose((-0.3, 0.9), (0.3, 0.9)),
    "wave": Pose((-0.28, 0.9), (0.66, -0.72), bend=0.16, head=4),
    "walk": Pose((-0.5, 0.76), (0.52, 0.72), (-0.34, -0.03), (0.34, 0), lean=2),
    "run": Pose((-0.72, 0.34), (0.72, 0.2), (-0.52, -0.2), (0.46, 0), bend=0.3, lean=9),
    "jump": Pose((-0.62, -0.76), (0.62, -0.76), (-0.26, -0.14), (0.22, -0.2), lift=46),
    "sit": Pose((-0.34, 0.72), (0.42, 0.66), sits=True),
    "sleep": Pose((-0.2, 0.8), (0.2, 0.8), sits=True, head=14),
    "reach": Pose((-0.3, 0.88), (0.74, 0.24), bend=0.14, head=4),
    "hug": Pose((0.72, 0.42), (0.76, 0.12), lean=7, head=6, arms_in_front=True),
    "fly": Pose((-0.86, -0.25), (0.86, -0.4), (-0.4, -0.12), (-0.06, -0.16), lean=14, lift=70),
    "swim": Pose((-0.8, 0.1), (0.84, -0.3), (-0.42, -0.14), (-0.1, -0.22), lean=16, lift=60),
    "up": Pose((-0.6, -0.78), (0.6, -0.78), (-0.1, 0), (0.1, 0)),
    "mouth": Pose((0.28, -0.22), (-0.28, -0.22), bend=0.45, arms_in_front=True),
    "hips": Pose((0.06, 0.62), (-0.06, 0.62), (-0.14, 0), (0.14, 0), bend=0.5, arms_in_front=True),
    "think": Pose((0.3, 0.62), (-0.3, -0.2), bend=0.4, head=7, arms_in_front=True),
    "droop": Pose((-0.1, 0.98), (0.1, 0.98), bend=0.06, head=9),
    "fists": Pose((-0.42, 0.74), (0.42, 0.74), (-0.14, 0), (0.14, 0), bend=0.34),
    "wide": Pose((-0.76, 0.18), (0.76, 0.18), bend=-0.1, lean=-3),
    "point": Pose((-0.3, 0.86), (0.86, -0.18), (-0.1, 0), (0.14, 0), bend=0.02, lean=3, head=4),
}
_OF_FEELING = {
    "happy": ("stand", "wave", "point"), "sad": ("droop",), "excited": ("up", "jump"), "scared": ("mouth",),
    "angry": ("fists", "hips"), "surprised": ("wide", "up"), "curious": ("point", "think"), "confused": ("think",),
    "determined": ("hips", "fists"),
}  # fmt: skip


def pose_for(action: str, feeling: str, holds: bool, dice) -> str:
    """The name of the pose: what the hero does comes first, then how the hero feels."""
    if action in {"sleep", "sit", "fly", "swim"}:
        return action
    if holds:
        return "reach"
    if action in POSES and feeling not in {"sad", "scared", "angry"}:
        return action
    return dice.choice(_OF_FEELING.get(feeling, ("stand",)))
