import asyncio

import pytest

from jobs.errors import PermanentError
from storybooks.studio.offline import offline_studio


def check(audience, text="", photo=None):
    asyncio.run(offline_studio().moderator.check(audience, text=text, photo=photo))


@pytest.mark.parametrize(
    "text",
    [
        "The knight fought the dragon and the dragon fell.",
        "The wolf wanted to eat her up, and the hunter killed the wolf.",
        "They ate grapes in Essex and played cock-a-doodle-doo with the cockerel.",
        "They had time to kill before the show. The pirates fired the cannon.",
        "The therapist bought a class of grass seeds in Scunthorpe.",
        "",
    ],
)
def test_fairy_tales_and_innocent_words_pass_for_children(text):
    check("children", text)


@pytest.mark.parametrize(
    "text",
    [
        "They watched PORN.",
        "He wanted to kill yourself",
        "a bloody   corpse",
        "He took cocaine.",
        "fu\u200bck you",
        "SUICIDE",
        "ｃｏｃａｉｎｅ",
        "𝓹𝓸𝓻𝓷",
        "sh\u0301it",
        "he was st\u2066abb\u2069ed",
        "she was  naked.",
    ],
)
def test_unfit_words_are_refused_for_children_with_a_kind_sentence(text):
    with pytest.raises(PermanentError) as refusal:
        check("children", text)
    assert refusal.value.code == "CONTENT_REFUSED"
    assert text not in refusal.value.message


def test_the_gate_opens_with_the_readers_age():
    murder = "The detective solved the murder."
    with pytest.raises(PermanentError):
        check("children", murder)
    check("young_adults", murder)
    drugs = "He was addicted to heroin."
    with pytest.raises(PermanentError):
        check("young_adults", drugs)
    check("adults", drugs)


@pytest.mark.parametrize("audience", ["children", "young_adults", "adults"])
def test_hatred_and_self_harm_are_refused_for_everyone(audience):
    with pytest.raises(PermanentError):
        check(audience, "a story about suicide")


def test_a_photo_must_be_a_picture(portrait_jpeg):
    check("children", photo=portrait_jpeg)
    with pytest.raises(PermanentError) as refusal:
        check("children", photo=b"no picture")
    assert refusal.value.code == "INVALID_INPUT"
