"""What a genre's stories are put together from. The texts are paragraphs with slots and with optional passages.

Slots: {name} {they} {them} {their} {theirs} of the hero (`they` follows the description: she, he or they); {friend}
{he} {him} {his} of the companion; {looks} is a sentence with the hero's name, {So_looks} one with the pronoun; {When}
is the hour of a trial. A slot with a capital begins a sentence. The hero's verbs are in the past, so that they fit she,
he and they alike.
Passages: [+ …] may be left out for small children, [* …] is for grown-up readers.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Friend:
    """A companion: how the hero meets it (`meet`) and what it does when all seems lost (`help`)."""

    kind: str
    names: tuple[str, str]
    pronoun: str
    meet: str
    help: str


@dataclass(frozen=True)
class Plot:
    """What a story is about: the `call` that starts it, the `low` point, what is `found`, the way `home`.

    `trials` are for plots that need their own; `slots` are words for the kit's shared texts.
    """

    titles: tuple[str, ...]
    call: str
    low: str
    found: str
    home: str
    trials: tuple[str, ...] = ()
    slots: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kit:
    """One genre. One to five trials are told between the meeting and the low point; `whens` are their hours in order.

    With `knows_friend` the companion is introduced before the call: it lives in the same house.
    """

    openings: tuple[str, ...]
    plots: tuple[Plot, ...]
    friends: tuple[Friend, ...]
    trials: tuple[str, ...]
    whens: tuple[tuple[str, ...], ...]
    knows_friend: bool = False
