"""A first gate without any model: words that have no place in a family's book, stricter the younger the readers.

Whole words only, so "grape" and "Essex" pass. Fairy tales may be wild: wolves may want to eat someone, dragons may be
fought, and villains may die; gore, sexual content, self-harm, hatred and drugs may not appear.
"""

import asyncio
import re
import unicodedata

from jobs.errors import PermanentError
from storybooks.catalog import Audience
from storybooks.studio.offline.photo import open_photo

NEVER = (
    "porn porno pornography pornographic hentai xxx nude nudes blowjob handjob orgy incest rape raped raping rapist "
    "molest molested molesting pedophile paedophile pedophilia paedophilia fuck "
    "fucked fucking fucker motherfucker cunt "
    "cocksucker nigger niggers faggot faggots kike kikes spic wetback tranny heil_hitler white_power gas_the "
    "kill_yourself kill_myself killed_himself killed_herself hang_myself hang_yourself suicide suicidal self-harm "
    "self_harm cut_myself cutting_myself slit_her_wrists slit_his_wrists behead beheaded beheading disembowel "
    "disemboweled disembowelled dismember dismembered torture_porn child_soldier how_to_make_a_bomb"
)
NOT_FOR_YOUNG_ADULTS = (
    "sex sexy sexual sexually erotic orgasm genitals penis vagina masturbate masturbation naked_breasts striptease "
    "stripper prostitute whore slut cocaine heroin meth crystal_meth crack_pipe snorted_coke gore gory entrails "
    "bloodbath massacre massacred slaughtered_them genocide tortured torturing shit bitch asshole bastard"
)
NOT_FOR_CHILDREN = (
    "sexes lover condom drunk vodka whiskey whisky cigarette cigarettes marijuana cannabis weed_pipe joint_of_weed "
    "drug_dealer drug_dealers overdose murder murdered murderer murdering strangled stabbed stabbing shot_dead "
    "shot_him shot_her machine_gun shotgun corpse corpses bloody blood-soaked torture terrorist terrorists "
    "hanged_himself hanged_herself damn crap piss pissed undressed naked kidnapped_and_killed"
)
LISTS = {
    Audience.ADULTS: (NEVER,),
    Audience.YOUNG_ADULTS: (NEVER, NOT_FOR_YOUNG_ADULTS),
    Audience.CHILDREN: (NEVER, NOT_FOR_YOUNG_ADULTS, NOT_FOR_CHILDREN),
}
READERS = {Audience.CHILDREN: "children", Audience.YOUNG_ADULTS: "young readers", Audience.ADULTS: "a family book"}


def _pattern(lists: tuple[str, ...]) -> re.Pattern[str]:
    words = " ".join(lists).split()
    alternatives = "|".join(re.escape(word).replace("_", r"[\s-]+") for word in words)
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)


PATTERNS = {audience: _pattern(lists) for audience, lists in LISTS.items()}


class OfflineModerator:
    """Reads texts for unfit words; of a photo it only knows whether it is a picture at all."""

    async def check(self, audience: str, *, text: str = "", photo: bytes | None = None) -> None:
        """Raises PermanentError: CONTENT_REFUSED for unfit words, INVALID_INPUT for a photo that is no picture."""
        if PATTERNS[Audience(audience)].search(_plain(text)):
            raise PermanentError(
                f"Some of these words do not fit a book for {READERS[Audience(audience)]}. "
                f"Please change the text a little.",
                code="CONTENT_REFUSED",
            )
        if photo is not None:
            await asyncio.to_thread(open_photo, photo, 64)


def _plain(text: str) -> str:
    """Without what hides a word from a list: invisible characters, accents, letters of another width or style."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if unicodedata.category(letter) not in ("Cf", "Mn"))
