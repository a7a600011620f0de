"""The cover: the hero and a friend in the story's own place, with the sky above them for the title."""

from collections import Counter

from storybooks.studio.base import Look, Picture, Scene
from storybooks.studio.offline import lexicon
from storybooks.studio.offline import setting as settings
from storybooks.studio.offline.draw.scene import draw
from storybooks.studio.offline.portrait import encode
from storybooks.studio.offline.prompts import to_prompt
from storybooks.studio.offline.render import finished, rasterised
from storybooks.studio.offline.seeds import seed_of
from storybooks.studio.offline.sentences import sentences


def draw_cover(title: str, story: str, look: Look) -> Picture:
    """A scene from the story's commonest place."""
    setting = dominant(f"{story} {title}")
    scene = Scene(title, "happy", to_prompt(setting, "happy", title))
    return encode(finished(rasterised(draw(scene, look)), look.style, seed_of("cover", title, story)))


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
