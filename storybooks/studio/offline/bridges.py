"""Sentences that join the story's own where it has fewer of them than the book has pictures.

A bridge only lingers on what the story has already said: its place, its light, its weather, its mood, its hero's name.
It brings no new person, thing or event, so that it can contradict nothing.
"""

import re
from collections.abc import Iterator
from random import Random

from storybooks.studio.offline.setting import Setting

ENGLISH = {
    "any": (
        "For a moment, everything was still.", "There was so much to look at.", "Every step brought something new.",
        "It was a moment to remember.", "Time seemed to slow down.", "One thing led to another.",
        "Nobody was in a hurry.", "There was more to this than anyone could see.",
        "It felt like the middle of a real story.", "Little by little, it all became clear.",
        "Some things take their time.", "The smallest things were the best ones.",
        "All around, the world held its breath.", "There was still some way to go.",
        "It was good to be right here.", "Something wonderful was in the air.",
        "What a day to have a story of one's own!", "And so it went on.",
    ),
    "name": (
        "{name} took a deep breath.", "{name} stood still and looked around.", "{name} listened for a while.",
        "{name} thought about it for a moment.", "{name} would never forget this.",
    ),
    "friend": ("The {friend} was never far away.", "The {friend} waited patiently.", "How nice to have company!"),
    "place:forest": ("Leaves whispered overhead.", "Small paths wound away between the trees.", "It smelled of moss."),
    "place:meadow": ("The grass swayed like a green sea.", "The hills rolled on and on.", "Flowers nodded all around."),
    "place:village": ("The little houses stood close together.", "Every window seemed to watch.",
        "The street was calm."),
    "place:home": ("The room was warm and snug.", "There is no place like home.", "The house was quiet."),
    "place:beach": ("The sand was soft underfoot.", "Wave after wave ran up the shore.", "It smelled of salt."),
    "place:sea": ("The waves rose and fell.", "There was water as far as the eye could see.", "The sea was very wide."),
    "place:underwater": ("Silver bubbles drifted upwards.", "Everything swayed in the blue water.",
                         "The light danced in the deep."),
    "place:mountains": ("The peaks stood tall and silent.", "From up here the world looked small.",
                        "The air was thin and fresh."),
    "place:snow": ("Everything was white and quiet.", "The snow crunched at every step.",
        "Breath hung in the cold air."),
    "place:city": ("The tall houses reached for the sky.", "The city hummed like a beehive.",
        "There was so much to see."),
    "place:castle": ("The old walls had many stories to tell.", "Flags stood high on the towers.",
                     "Every stone was hundreds of years old."),
    "place:garden": ("It smelled of flowers and earth.", "Everything here was growing.", "Leaves and petals shone."),
    "place:space": ("Stars shone in every direction.", "It was quieter than quiet.", "Far away, whole worlds turned."),
    "place:river": ("The water murmured along its way.", "Rings spread on the water.", "The reeds rustled softly."),
    "place:desert": ("Sand lay in golden waves.", "Nothing moved on the wide horizon.", "The dunes went on for ever."),
    "place:cave": ("Every sound came back as an echo.", "Drops fell somewhere in the dark.", "The stones glittered."),
    "place:school": ("The shelves were full of books.", "There was a lot to learn.",
        "Bright pictures hung on the walls."),
    "place:farm": ("It smelled of hay.", "The old barn stood firm.", "There was always something to do here."),
    "place:sky": ("Clouds drifted by like big white ships.", "The world below looked like a map.",
                  "Up here, everything was light."),
    "time:dawn": ("The first light coloured the sky.", "The new day was only beginning."),
    "time:dusk": ("The sky turned pink and gold.", "Shadows grew long."),
    "time:night": ("It was a night full of secrets.", "The dark was soft as velvet."),
    "weather:rain": ("The rain kept falling.", "Drops drummed softly all around."),
    "weather:storm": ("The storm had not yet blown itself out.", "The clouds piled up high."),
    "weather:snow": ("Flakes came dancing down.",),
    "weather:fog": ("The mist hid what was far away.",),
    "weather:wind": ("The wind tugged at everything.",),
    "weather:rainbow": ("Colours arched across the sky.",),
    "mood:sad": ("A small sigh was all there was to hear.", "Even sad moments pass."),
    "mood:scared": ("A heart was beating fast.", "It took courage just to stand there."),
    "mood:happy": ("It was impossible not to smile.", "Happiness can be very quiet."),
    "mood:excited": ("It was hard to stand still.",),
    "mood:curious": ("There was a riddle in it somewhere.",),
    "mood:determined": ("Giving up was out of the question.",),
}  # fmt: skip

OTHERS = {
    "de": (
        "Für einen Augenblick war alles still.", "Es gab so viel zu sehen.", "Die Zeit schien langsamer zu gehen.",
        "Niemand hatte es eilig.", "Manche Dinge brauchen ihre Zeit.", "Und so ging es weiter.",
        "Das war ein Augenblick zum Merken.", "Es lag etwas Wunderbares in der Luft.", "Eins kam zum anderen.",
        "Nach und nach wurde alles klar.", "Die kleinsten Dinge sind oft die schönsten.", "Was für eine Geschichte!",
        "Ringsum hielt die Welt den Atem an.", "Noch war nicht alles erzählt.", "Es tat gut, genau hier zu sein.",
        "Schritt für Schritt ging es voran.", "Und wieder gab es etwas Neues.", "So etwas vergisst man nie.",
    ),
    "fr": (
        "Pendant un instant, tout fut calme.", "Il y avait tant à voir.", "Le temps semblait ralentir.",
        "Rien ne pressait.", "Certaines choses prennent du temps.", "Et l'histoire continuait.",
        "C'était un moment à ne pas oublier.", "Il y avait de la magie dans l'air.", "Une chose en amena une autre.",
        "Peu à peu, tout devint clair.", "Les petites choses sont souvent les plus belles.", "Quelle histoire !",
        "Tout autour, le monde retenait son souffle.", "Tout n'était pas encore dit.", "Il faisait bon être là.",
        "Pas à pas, on avançait.", "Et de nouveau, une surprise.", "On n'oublie jamais cela.",
    ),
    "es": (
        "Por un momento, todo quedó en calma.", "Había tanto que ver.", "El tiempo parecía ir más despacio.",
        "No había ninguna prisa.", "Algunas cosas necesitan su tiempo.", "Y la historia seguía.",
        "Era un momento para recordar.", "Había magia en el aire.", "Una cosa llevó a la otra.",
        "Poco a poco, todo se aclaró.", "Las cosas pequeñas suelen ser las más bonitas.", "¡Qué historia!",
        "Alrededor, el mundo contenía el aliento.", "Aún quedaba algo por contar.", "Era bueno estar allí.",
        "Paso a paso, se avanzaba.", "Y otra vez, algo nuevo.", "Eso no se olvida nunca.",
    ),
    "ar": (
        "للحظة سكن كل شيء.", "كان هناك الكثير مما يُرى.", "بدا الوقت كأنه يتمهّل.",
        "لم يكن أحد على عجل.", "بعض الأشياء تحتاج إلى وقتها.", "وهكذا استمرت الحكاية.",
        "كانت لحظة لا تُنسى.", "كان في الجو شيء من السحر.", "وقاد كل شيء إلى شيء آخر.",
        "شيئاً فشيئاً اتضح كل شيء.", "أصغر الأشياء هي الأجمل أحياناً.", "يا لها من حكاية!",
        "حبس العالم أنفاسه من حولهم.", "ولم تنتهِ الحكاية بعد.", "ما أجمل هذا المكان!",
        "خطوة بعد خطوة، مضى الدرب.", "ومرة أخرى، شيء جديد.", "مثل هذا لا يُنسى أبداً.",
    ),
}  # fmt: skip

STOPWORDS = {
    "en": "the and was a to of in it her his with that they he she on for is had said there once",
    "de": "der die das und war ein eine zu in den mit sie er es ist nicht auf hatte sich dem einen",
    "fr": "le la les et était un une des dans il elle avec est ne pas que du sur se au",
    "es": "el la los las y era un una de en con que se su no por es del había al",
    "ar": "في من على إلى كان كانت عن ثم هو هي مع أن لم لا ما كل عند بين قال قالت هذا هذه ذلك بعد حتى وكان وكانت وفي",
}
WORDLESS = "…"


def language(text: str) -> str:
    """ "en", "de", "fr", "es", "ar", or "" for every other language. Judged by the little words."""
    words = re.findall(r"\w+", text.lower())
    counts = {code: sum(word in little.split() for word in words) for code, little in STOPWORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] * 8 > len(words) else ""


def bridges(code: str, setting: Setting, mood: str, name: str, dice: Random) -> Iterator[str]:
    """Endless bridges for one place in the story, the fitting ones first; at last wordless pages."""
    pools = [_fitting(setting, mood, name), ENGLISH["any"]] if code == "en" else [OTHERS.get(code, ())]
    for pool in pools:
        yield from dice.sample(pool, len(pool))
    while True:
        yield WORDLESS


def _fitting(setting: Setting, mood: str, name: str) -> list[str]:
    keys = [f"place:{setting.place}", f"mood:{mood}", f"time:{setting.time}"]
    if setting.place not in {"home", "school", "cave", "underwater", "space"}:
        keys.append(f"weather:{setting.weather}")
    found = [line for key in keys for line in ENGLISH.get(key, ())]
    if name:
        found += [line.format(name=name) for line in ENGLISH["name"]]
    if setting.companions:
        found += [line.format(friend=setting.companions[0]) for line in ENGLISH["friend"]]
    return found


_NOT_NAMES = frozenset(
    [
        "The",
        "A",
        "An",
        "And",
        "But",
        "Or",
        "So",
        "Then",
        "When",
        "While",
        "Once",
        "One",
        "In",
        "On",
        "At",
        "It",
        "Its",
        "He",
        "She",
        "They",
        "We",
        "I",
        "You",
        "His",
        "Her",
        "Their",
        "My",
        "Our",
        "There",
        "Here",
        "This",
        "That",
        "These",
        "Those",
        "What",
        "Who",
        "Why",
        "How",
        "Where",
        "If",
        "As",
        "By",
        "For",
        "From",
        "With",
        "Without",
        "After",
        "Before",
        "Suddenly",
        "Finally",
        "Soon",
        "Now",
        "Yes",
        "No",
        "Not",
        "Oh",
        "Every",
        "All",
        "Some",
        "Many",
        "Far",
        "Deep",
        "High",
        "Up",
        "Down",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Mum",
        "Mom",
        "Dad",
        "Grandma",
        "Grandpa",
        "Two",
        "Three",
        "Please",
        "Thank",
        "Thanks",
        "Good",
        "Hello",
        "Let",
        "Look",
        "Come",
        "Go",
        "Maybe",
        "Even",
        "Just",
        "Only",
        "Never",
        "Always",
        "Today",
        "Tomorrow",
    ]
)
_DOING = re.compile(r"\b([A-Z][a-zà-ÿ]{1,14})\s+(?:\w+ed|was|is|has|had|found|saw|went|ran|lived|loves|sat|took|knew|"
                    r"heard|felt|thought|could|wanted|made|came|goes|finds|sees|runs|walks|and)\b")  # fmt: skip


def hero_name(title: str, story: str, others: set[str]) -> str:
    """The name the story gives its hero, or "". `others` are the names of its animals."""
    counts: dict[str, int] = {}
    for match in _DOING.finditer(story):
        word = match.group(1)
        if word not in _NOT_NAMES and word not in others:
            counts[word] = counts.get(word, 0) + 1 + 3 * (word in title)
    return max(counts, key=lambda word: counts[word], default="")
