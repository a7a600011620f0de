"""The cover: the story's own place, the portrait in a round frame under an arch of leaves, room above for the title."""

import io
from collections import Counter

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from storybooks.studio.base import Look, Picture, Scene
from storybooks.studio.offline import lexicon
from storybooks.studio.offline import setting as settings
from storybooks.studio.offline.draw.scene import draw
from storybooks.studio.offline.portrait import encode
from storybooks.studio.offline.prompts import to_prompt
from storybooks.studio.offline.render import finished, rasterised
from storybooks.studio.offline.seeds import seed_of
from storybooks.studio.offline.sentences import sentences

MEDALLION = 430


def draw_cover(title: str, story: str, look: Look) -> Picture:
    """A scene from the story's commonest place; with a portrait, the hero looks out of a medallion in it."""
    setting = dominant(f"{story} {title}")
    scene = Scene(title, "happy", to_prompt(setting, "happy", title))
    picture = finished(rasterised(draw(scene, look)), look.style, seed_of("cover", title, story))
    return encode(_with_medallion(picture, look.portrait) if look.portrait else picture)


def dominant(story: str) -> settings.Setting:
    """The place, hour and company that most of the story's sentences speak of; fine weather on every cover."""
    read = [settings.read(sentence) for sentence in sentences(story)]
    places = Counter(said.place for said in read if said.place and said.place != "home")
    times = Counter(said.time for said in read if said.time)
    friends = Counter(found.entry for found in lexicon.COMPANIONS.present(story))
    return settings.Setting(
        place=_commonest(places) or "meadow",
        time=_commonest(times) if times and max(times.values()) * 2 > sum(times.values()) else "day",
        weather="clear",
        companions=tuple(kind for kind, _ in friends.most_common(1)),
        action="wave",
    )


def _commonest(counts: Counter) -> str:
    return counts.most_common(1)[0][0] if counts else ""


def _with_medallion(cover: Image.Image, portrait: bytes) -> Image.Image:
    """The portrait in a round golden frame above the scene."""
    side = MEDALLION
    with Image.open(io.BytesIO(portrait)) as drawn:
        face = drawn.convert("RGB")
    edge = min(face.size)
    left, top = (face.width - edge) // 2, max(0, (face.height - edge) // 4)
    face = face.crop((left, top, left + edge, top + edge)).resize((side, side), Image.Resampling.LANCZOS)
    at = (cover.width // 2 - side // 2, 70)
    cover = _shadowed(cover, at, side)
    frame = ImageDraw.Draw(cover)
    for grow, colour in ((26, "#8a5f2c"), (22, "#e9c46a"), (10, "#8a5f2c"), (7, "#fff6e0")):
        frame.ellipse((at[0] - grow, at[1] - grow, at[0] + side + grow, at[1] + side + grow), fill=colour)
    cover.paste(face, at, _disc(side))
    return cover


def _disc(side: int) -> Image.Image:
    disc = Image.new("L", (side * 2, side * 2), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, side * 2 - 1, side * 2 - 1), fill=255)
    return disc.resize((side, side), Image.Resampling.LANCZOS)


def _shadowed(cover: Image.Image, at: tuple[int, int], side: int) -> Image.Image:
    mask = Image.new("L", cover.size, 0)
    ImageDraw.Draw(mask).ellipse((at[0] - 20, at[1] - 6, at[0] + side + 20, at[1] + side + 42), fill=120)
    shade = np.asarray(mask.filter(ImageFilter.GaussianBlur(18)), np.float32)[..., None] / 255
    return Image.fromarray((np.asarray(cover, np.float32) * (1 - shade * 0.7)).clip(0, 255).astype(np.uint8))
