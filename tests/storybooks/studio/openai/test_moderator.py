import pytest

from jobs.errors import PermanentError, TransientError
from tests.fakes.faults import Reply

TEXT = "The bear growled and the children ran home."


def check(ask, audience="children", **content):
    ask(lambda studio: studio.moderator.check(audience, **content))


def test_a_friendly_text_and_photo_pass(ask, server, photo):
    check(ask, text=TEXT, photo=photo)

    text, picture = server.calls[0].json["input"]
    assert text == {"type": "text", "text": TEXT}
    assert picture["image_url"]["url"].startswith("data:image/jpeg;base64,")


def test_the_same_score_is_too_much_for_children_and_fine_for_adults(ask, server):
    server.scores = lambda text: {"violence": 0.6}

    check(ask, "adults", text=TEXT)
    check(ask, "young_adults", text=TEXT)
    with pytest.raises(PermanentError) as refused:
        check(ask, "children", text=TEXT)

    assert refused.value.code == "CONTENT_REFUSED"


@pytest.mark.parametrize("audience", ["children", "young_adults", "adults"])
def test_nothing_sexual_about_minors_passes_for_anybody(ask, server, audience):
    server.scores = lambda text: {"sexual/minors": 0.06}

    with pytest.raises(PermanentError):
        check(ask, audience, text=TEXT)


def test_the_end_of_a_very_long_text_is_checked_too(ask, server):
    server.scores = lambda text: {"hate": 0.9} if "hidden at the end" in text else {}

    with pytest.raises(PermanentError):
        check(ask, text="word " * 5000 + "hidden at the end")


@pytest.mark.parametrize("before", [9_990, 19_795, 29_600])
def test_no_sentence_is_read_in_halves_alone(ask, server, before):
    server.scores = lambda text: {"hate": 0.9} if "they all deserve it" in text else {}

    with pytest.raises(PermanentError):
        check(ask, text="x" * before + "they all deserve it" + "y" * 5000)


@pytest.mark.parametrize("length", [1, 199, 200, 201, 10_000, 10_001, 19_800, 25_000])
def test_every_letter_of_a_text_is_checked(ask, server, length):
    text = "".join(chr(0x4E00 + i % 20_000) for i in range(length))
    check(ask, text=text)

    parts = [part["text"] for part in server.calls[0].json["input"]]
    assert set("".join(parts)) == set(text)
    assert all(len(part) <= 10_000 for part in parts)
    assert "".join([parts[0], *(part[200:] for part in parts[1:])]) == text


def test_nothing_to_check_calls_nobody(ask, server):
    check(ask)

    assert server.calls == []


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"category_scores": None},
        {"category_scores": {}},
        {"flagged": False},
        {"category_scores": {"violence": 0.1}},
    ],
)
def test_an_answer_without_scores_lets_nothing_pass(ask, server, result):
    server.script(Reply(body={"id": "m", "model": "m", "results": [result]}))

    with pytest.raises(TransientError):
        check(ask, text=TEXT)


def test_a_score_that_is_no_number_is_no_pass(ask, server):
    server.scores = lambda text: {"violence": float("nan")}

    with pytest.raises(PermanentError):
        check(ask, text=TEXT)


def test_without_the_endpoint_texts_meet_the_word_list_and_photos_are_refused(ask, server, photo):
    server.moderates = False

    check(ask, text=TEXT)
    with pytest.raises(PermanentError) as unfit:
        check(ask, text="They murdered the corpse.")
    with pytest.raises(PermanentError) as unchecked:
        check(ask, photo=photo)

    assert unfit.value.code == "CONTENT_REFUSED"
    assert unchecked.value.code == "CONFIGURATION_ERROR"


def test_the_operator_can_choose_the_offline_checks(ask, server, settings, photo):
    settings.OPENAI_MODERATION_MODEL = "offline"

    check(ask, text=TEXT, photo=photo)
    with pytest.raises(PermanentError):
        check(ask, text="They murdered the corpse.")

    assert server.calls == []
