"""Who a told story is about: a name, the right pronouns and one sentence of looks, from the hero's description.

Only words that we know ourselves pass from the description into the story, apart from a name that it gives.
"""

import re
from dataclasses import dataclass

from storybooks.studio.base import Hero
from storybooks.studio.offline.appearance import PETS, appearance_of
from storybooks.studio.offline.seeds import dice

NAMES = {
    "she": "Mira Nora Lena Ada Ines Tessa Clara Romy Elif Zoe Ida Maya Leila Greta Amina Lotte Yuki Paloma",
    "he": "Ben Theo Milo Oskar Jonas Emil Samir Luca Noah Felix Anton Kofi Hugo Mateo Ravi Linus Tariq Kenji",
    "they": "Sam Noa Kim Alex Jules Mika Remy Sasha Quinn Toni Kai Luka Niko Sidney",
    "pet": "Biscuit Pepper Waffle Button Nutmeg Muffin Pickle Noodle Bramble Toffee Pudding Marble",
}
PRONOUNS = {
    "she": {"they": "she", "them": "her", "their": "her", "theirs": "hers"},
    "he": {"they": "he", "them": "him", "their": "his", "theirs": "his"},
    "they": {"they": "they", "them": "them", "their": "their", "theirs": "theirs"},
}
_SHE = re.compile(r"\b(?:girl|woman|she|her|lady|princess|mother|mum|mom|grandmother|grandma|daughter|sister)\b", re.I)
_HE = re.compile(r"\b(?:boy|man|he|his|him|gentleman|prince|father|dad|grandfather|grandpa|son|brother)\b", re.I)
_CALLED = re.compile(r"\b(?:named|called)\s+([A-ZÀ-Þ][a-zà-ÿ]{1,14})\b|^\s*([A-ZÀ-Þ][a-zà-ÿ]{1,14})\s+is\s+an?\s")
_NO_NAME = re.compile(r"She|He|It|They|This|That|There|Here|Hero|Heroine|Child|Boy|Girl|Character")
_COLOURS = (
    r"black|white|gr[ea]y|brown|blonde?|golden|red|ginger|auburn|silver|pink|purple|violet|lilac|blue|navy|turquoise|"
    r"teal|green|olive|mint|yellow|orange|beige|cream|crimson|scarlet|coral|maroon|mustard"
)
_MODES = r"long|short|curly|straight|wavy|light|dark|bright|pale|soft|warm|striped|spotted|checked|woolly"
_HAIR = r"hair|curls|braids|fur"
_CLOTHES = (
    r"coat|raincoat|jacket|hoodie|jumper|sweater|pullover|shirt|t-shirt|dress|cardigan|top|tunic|cape|cloak|scarf|vest|"
    r"blouse|skirt|hat|cap|beanie"
)


@dataclass(frozen=True)
class Protagonist:
    """`looks` is what follows a name or a pronoun in a sentence; `slots` fills a tale's {name}, {they}, {them}."""

    name: str
    looks: str
    slots: dict[str, str]


def protagonist_of(hero: Hero, audience: str) -> Protagonist:
    """The same for the same description. A name that the description gives stays."""
    text = " ".join(hero.description.split())
    pronoun = _pronoun(text)
    is_pet = appearance_of(hero, audience).kind in PETS
    name = _given_name(text) or dice("name", text).choice(NAMES["pet" if is_pet else pronoun].split())
    return Protagonist(name, _looks(text, is_pet), {"name": name, **PRONOUNS[pronoun]})


def _pronoun(text: str) -> str:
    """she or he where the description's first word about it says so, else they."""
    she, he = _SHE.search(text), _HE.search(text)
    if she and he:
        return "she" if she.start() < he.start() else "he"
    return "she" if she else "he" if he else "they"


def _given_name(text: str) -> str:
    match = _CALLED.search(text)
    name = (match[1] or match[2]) if match else ""
    return "" if _NO_NAME.fullmatch(name) else name


def _looks(text: str, is_pet: bool) -> str:
    hair, worn = _before(text, _HAIR), _before(text, _CLOTHES)
    if is_pet and not hair:
        colour = re.search(rf"\b(?:{_COLOURS})\b", text, re.IGNORECASE)
        hair = f"{colour[0].lower()} fur" if colour else ""
    article = "an" if worn[:1] in {"a", "e", "i", "o"} else "a"
    parts = [f"had {hair}" if hair else "", f"wore {article} {worn}" if worn else ""]
    said = ", ".join(filter(None, parts)) or "had quick feet"
    return f"{said} and noticed everything."


def _before(text: str, nouns: str) -> str:
    """The first of the nouns with the colours and such that stand before it: "curly red hair"; "" without any."""
    describing = rf"(?:(?:{_COLOURS}|{_MODES}),?(?:\s+and)?\s+){{1,3}}"
    match = re.search(rf"\b({describing}(?:{nouns}))\b", text, re.IGNORECASE)
    return match[1].lower() if match else ""
