"""What the visitors of a test ask for: short work, each time something else, so that nothing is known already."""

import base64
from functools import cache
from pathlib import Path
from typing import Any

PHOTO = Path(__file__).resolve().parents[1] / "samples" / "child.jpg"
KINDS = ("scenes", "image", "cartoonize", "storybook")
QUICK = ("scenes", "image")
_STORY = (
    "On day {number} Mina found a lantern at the edge of the forest. It was raining, and the lantern was out. "
    "A small fox came out of the bushes and looked at her. Together they walked to the river, and the stars came out."
)
_HERO = "a child with brown hair and a red top, number {number}"


def request(kind: str, number: int) -> dict[str, Any]:
    """The body of a start request for /api/jobs/{kind}/start."""
    story, hero = _STORY.format(number=number), _HERO.format(number=number)
    bodies = {
        "scenes": {"story": story},
        "image": {
            "image_prompt": f"the edge of a forest on day {number}",
            "character_description": hero,
            "emotion": "curious",
            "audience": "children",
        },
        "cartoonize": {"prompt": hero},
        "storybook": {
            "title": f"The Lantern {number}",
            "story": story,
            "characterImage": _photo(),
            "audience": "children",
        },
    }
    return bodies[kind]


@cache
def _photo() -> str:
    return "data:image/jpeg;base64," + base64.b64encode(PHOTO.read_bytes()).decode()
