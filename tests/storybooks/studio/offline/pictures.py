"""Drawing and measuring for the tests of this folder."""

import asyncio
import io

import numpy as np
from PIL import Image

from storybooks.studio.base import Hero, Look, Scene
from storybooks.studio.offline import offline_studio
from storybooks.studio.offline.prompts import to_prompt
from storybooks.studio.offline.setting import Setting

HERO = Hero("a girl with long red hair and a green dress", {"hair": "#b4502a", "skin": "#f0c4a2", "top": "#2e9e4f"})


def scene(place="meadow", time="day", weather="clear", *, companions=(), things=(), emotion="happy", text="A scene."):
    setting = Setting(place, time, weather, tuple(companions), tuple(things))
    return Scene(text, emotion, to_prompt(setting, emotion, text))


def look(style="flat-illustration", audience="children", hero=HERO, portrait=None):
    return Look(hero, audience, style, portrait)


def drawn(a_scene, a_look=None):
    """The scene as an array of 1024 x 1024 x 3 floats."""
    return pixels(asyncio.run(offline_studio().illustrator.draw_scene(a_scene, a_look or look())).data)


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float32)


def share_near(picture, colour: str, reach: float = 30) -> float:
    """The share of pixels within `reach` of a colour."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32)
    return float((np.linalg.norm(picture - wanted, axis=-1) < reach).mean())


def difference(one, other) -> float:
    """The mean difference of two pictures, 0 to 255."""
    return float(np.abs(one - other).mean())
