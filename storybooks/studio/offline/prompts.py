"""The setting of a scene as a sentence, for people to read and for any illustrator to draw from.

`setting.read` understands what `to_prompt` writes: the offline illustrator needs nothing but the scene.
"""

from storybooks.studio.offline.setting import Setting

PLACES = {
    "forest": "in the forest", "meadow": "in a meadow among hills", "village": "in the village street",
    "home": "indoors, in a room at home", "beach": "on the beach", "sea": "out at sea", "underwater": "underwater",
    "mountains": "in the mountains", "snow": "in a snowfield", "city": "in the city", "castle": "at the castle",
    "garden": "in the garden", "space": "in outer space", "river": "at the river", "desert": "in the desert",
    "cave": "in a cave", "school": "in the classroom at school", "farm": "at the farm", "sky": "in the sky",
}  # fmt: skip
TIMES = {"dawn": "at dawn", "day": "by day", "dusk": "at dusk", "night": "at night"}
WEATHERS = {
    "clear": "clear sky", "clouds": "cloudy", "rain": "rain", "storm": "a storm", "snow": "snowing", "fog": "fog",
    "wind": "wind", "rainbow": "a rainbow",
}  # fmt: skip
ACTIONS = {
    "sleep": "sleeping", "run": "running", "walk": "walking", "sit": "sitting", "fly": "flying", "swim": "swimming",
    "jump": "jumping", "wave": "waving hello", "hug": "hugging a friend", "reach": "holding something",
}  # fmt: skip


def to_prompt(setting: Setting, emotion: str, text: str) -> str:
    """One or two sentences: place, light, weather, company, things, action and feeling of the scene."""
    where = ", ".join(filter(None, (PLACES.get(setting.place), TIMES.get(setting.time), WEATHERS.get(setting.weather))))
    parts = [f"The scene plays {where}."]
    if setting.companions:
        parts.append(f"Together with the hero: {_listed(setting.companions)}.")
    if setting.things:
        parts.append(f"To be seen: {_listed(setting.things)}.")
    parts.append(f"The hero is {ACTIONS.get(setting.action, 'standing')} and looks {emotion}.")
    return " ".join(parts)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(_one(name) for name in names)


def _one(name: str) -> str:
    return "another child" if name == "child" else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
