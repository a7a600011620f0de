"""What a hero looks like to the pen: read from the palette where it is known, else from the description's words."""

import re
from dataclasses import dataclass

from storybooks.studio.base import Hero
from storybooks.studio.offline import colours, lexicon
from storybooks.studio.offline.seeds import dice

DEFAULT = {"hair": "#5b3a29", "skin": "#f0c4a2", "top": "#e05f55", "bottom": "#3d5a98"}
PETS = frozenset(lexicon.COMPANIONS.entry_of.values()) - {"woman", "man", "grandmother", "grandfather", "child"}
_PERSON = re.compile(
    r"\b(child|kid|girl|boy|woman|man|person|toddler|baby|teen\w*|hero|heroine|mother|father|mum|mom|dad|lady|she|he|"
    r"princess|prince|grand\w+|human|face|hair)\b",
    re.IGNORECASE,
)
_COLOUR_WORDS = {
    **colours.NAMES, "blonde": "#dcb66a", "blond": "#dcb66a", "navy": "#27376b", "teal": "#2f8f8b", "gray": "#8f9094",
    "violet": "#7d4fa3", "gold": "#d6a437", "golden": "#e0b548", "cream": "#f3e6c8", "silver": "#c3c6cc",
        "crimson": "#a8243a",
    "scarlet": "#d0312d", "mint": "#9fd9bf", "khaki": "#a89b6a", "denim": "#4b6c98", "rose": "#e58aa3",
    "ginger": "#c2622d", "auburn": "#8a3f25", "maroon": "#7a2433", "peach": "#f5bd9a", "lavender": "#bda6dd",
    "olive": "#7c7a3d", "coral": "#f08066", "cyan": "#4fc3d9", "magenta": "#c8459b", "turquoise": "#43b3ae",
    "chestnut": "#6f3f28", "tan": "#c99f72", "ivory": "#f4eddc", "mustard": "#d3a02f", "bright red": "#e23b34",
}  # fmt: skip
_HAIR_WORDS = {**colours.HAIR, "blonde": "#dcb66a", "golden": "#e0b65c", "ginger": "#c2622d", "auburn": "#8a3f25",
               "chestnut": "#6f3f28", "gray": "#9b999b", "dark": "#3a2a24", "fair": "#e3c58c", "silver": "#c9c8cb",
               "brunette": "#5a3a2a", "pink": "#ee8fb0", "blue": "#4d7cc9", "green": "#5fa463",
                   "purple": "#8a5bb0"}  # fmt: skip
_SKIN_WORDS = {**colours.SKIN, "fair": "#f8dcc8", "pale": "#f9e2d2", "olive": "#cf9f74", "dark": "#5f3b29",
               "tanned": "#d0966c", "golden": "#dba878", "black": "#4c2f22", "white": "#f6d8c2",
                   "ebony": "#4a2e22"}  # fmt: skip
_HAIRS = r"hair|curls?|braids?|plaits?|pigtails?|ponytail|locks|buns?|bob|afro|beard|moustache|mustache"
_FAIR = r"\b(?:freckle\w*|blonde?|redhead\w*|(?:red|ginger|auburn|fair)(?:\W\w+){0,2}\W(?:hair|curls|braids)\w*)\b"
_TOPS = r"top|shirt|t-shirt|tee|sweater|jumper|pullover|hoodie|jacket|coat|blouse|dress|cardigan|vest|raincoat|cape|" \
        r"robe|gown|tunic|uniform|overalls|dungarees|pyjamas|pajamas|cloak|polo|clothes|outfit"  # fmt: skip
_BOTTOMS = r"trousers|pants|jeans|shorts|skirt|leggings|overalls|dungarees|bottoms"
_STYLES = (
    ("bald", r"\b(?:bald|no hair|shaved head)\b"), ("buns", r"\b(?:buns?|topknot)\b"),
    ("braids", r"\b(?:braid(?:s|ed)?|plaits?|pigtails?|cornrows)\b"), ("ponytail", r"\bpony\s?tail\b"),
    ("curly", r"\b(?:curly|curls|afro|frizzy|coily|ringlets|locs|dreadlocks)\b"),
    ("long", r"\b(?:long|flowing|shoulder-length|waist-length)(?:\W+\w+){0,3}\W+hair\b|\bhair\W+(?:is\W+)?long\b"),
    ("bob", r"\b(?:bob|chin-length|medium(?:-length)?)\b"), ("spiky", r"\b(?:spiky|messy|tousled|wild)\b"),
)  # fmt: skip


@dataclass(frozen=True)
class Appearance:
    """A figure's looks. `kind` is child, adult or one of PETS; `hair_style` one of those hair.py draws."""

    kind: str
    hair: str
    skin: str
    top: str
    bottom: str
    hair_style: str = "short"
    skirt: str = ""
    glasses: bool = False
    hat: bool = False
    beard: bool = False


def appearance_of(hero: Hero, audience: str) -> Appearance:
    """The hero's looks; what neither palette nor words tell is chosen once for all pictures of this description."""
    text = hero.description
    found = DEFAULT | _guess(text) | read_palette(text) | {part: c for part, c in hero.palette.items() if _is_colour(c)}
    kind = _kind(text, audience)
    if kind in PETS and "hair" not in hero.palette:
        found["hair"] = read_palette(text).get("top") or _first_colour(text, _COLOUR_WORDS) or ""
    return Appearance(
        kind, found["hair"], found["skin"], found["top"], found["bottom"], _hair_style(text), _skirt(text),
        glasses=bool(re.search(r"\b(?:glasses|spectacles)\b", text, re.IGNORECASE)),
        hat=bool(re.search(r"\b(?:hat|cap|beanie|bonnet)\b", text, re.IGNORECASE)),
        beard=bool(re.search(r"\b(?:beard|bearded|moustache|mustache)\b", text, re.IGNORECASE)),
    )  # fmt: skip


def read_palette(text: str) -> dict[str, str]:
    """The colours a description names for hair, skin, top and bottom."""
    palette = {
        "hair": _near(text, _HAIRS, _HAIR_WORDS) or _hair_alone(text),
        "skin": _near(text, r"skin|skinned|complexion", _SKIN_WORDS),
        "top": _near(text, _TOPS, _COLOUR_WORDS),
        "bottom": _near(text, _BOTTOMS, _COLOUR_WORDS) or ("#4b6c98" if re.search(r"\bjeans\b", text, re.I) else ""),
    }
    return {part: colour for part, colour in palette.items() if colour}


def _near(text: str, nouns: str, words: dict[str, str]) -> str:
    """The colour named just before one of the nouns ("a soft red top") or after it ("the hair is red")."""
    for noun in re.finditer(rf"\b(?:{nouns})\b", text, re.IGNORECASE):
        clause = re.split(r"[,.;]|\band\b|\bwith\b|\bhair\b|\bskin\b", text[: noun.start()], flags=re.I)[-1]
        before = _all_colours(clause, words)
        if before:
            return before[-1]
        after = re.match(r"\s*(?:is|are|was|colou?r|of|:|in)?\s*((?:\w+\s*){1,2})", text[noun.end() :])
        named = _all_colours(after.group(1), words) if after else []
        if named and re.match(r"\s*(?:is|are|was|:)\s", text[noun.end() :]):
            return named[0]
    return ""


def _all_colours(text: str, words: dict[str, str]) -> list[str]:
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return [words[match.group().lower()] for match in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE)]


def _first_colour(text: str, words: dict[str, str]) -> str:
    return next(iter(_all_colours(text, words)), "")


def _hair_alone(text: str) -> str:
    match = re.search(r"\b(blonde?|redhead(?:ed)?|red-haired|dark-haired|brunette)\b", text, re.IGNORECASE)
    shades = {"blond": "#dcb66a", "redhea": "#b4502a", "red-ha": "#b4502a", "dark-h": "#3a2a24", "brunet": "#5a3a2a"}
    return next((shades[key] for key in shades if match and match.group().lower().startswith(key)), "")


def _kind(text: str, audience: str) -> str:
    person, animals = _PERSON.search(text), lexicon.COMPANIONS.find(text)
    pets = [found for found in animals if found.entry in PETS]
    if pets and (not person or pets[0].start < person.start()):
        return pets[0].entry
    grown = re.search(r"\b(?:man|woman|adult|mother|father|grand\w+|lady|gentleman|elderly|old)\b", text, re.IGNORECASE)
    young = re.search(r"\b(?:child|kid|girl|boy|toddler|baby|teen\w*)\b", text, re.IGNORECASE)
    return "adult" if (grown and not young) or (audience == "adults" and not young) else "child"


def _hair_style(text: str) -> str:
    for style, pattern in _STYLES:
        if re.search(pattern, text, re.IGNORECASE):
            return style
    feminine = re.search(r"\b(?:girl|woman|she|princess|lady|mother|grandmother|dress|her)\b", text, re.IGNORECASE)
    return "bob" if feminine else "short"


def _skirt(text: str) -> str:
    if re.search(r"\b(?:dress|gown|robe)\b", text, re.IGNORECASE):
        return "dress"
    return "skirt" if re.search(r"\bskirt\b", text, re.IGNORECASE) else ""


def _guess(text: str) -> dict[str, str]:
    """Looks for a description that names none: always the same for the same words.

    Skin that goes with fair hair and freckles is the lighter half, as a reader would imagine it.
    """
    chance = dice("looks", text)
    skins = ["#f3cdb0", "#e6b48d", "#c58e63", "#94603f", "#6f4630"]
    fair = re.search(_FAIR, text, re.IGNORECASE)
    return {
        "hair": chance.choice(["#2f2422", "#5b3a29", "#8a5a36", "#d8ae62", "#a8502c"]),
        "skin": chance.choice(skins[:2] if fair else skins),
        "top": chance.choice(["#d9574d", "#3f86c4", "#e3a93c", "#4e9a6a", "#8a62ab"]),
        "bottom": chance.choice(["#3d5a98", "#5a4a6a", "#7b5138", "#44606a"]),
    }


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"#[0-9a-fA-F]{6}", value))
