"""Capabilities in addresses: who holds one may read one thing for a while."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from users import read_tokens
from users.read_tokens import grants, sign

DAY = 86_400
NOON = 20_000 * DAY + DAY // 2


@pytest.fixture
def clock(monkeypatch):
    """A function that sets what time it is, in seconds since 1970."""

    def set_to(now: float) -> None:
        monkeypatch.setattr(read_tokens.time, "time", lambda: now)

    set_to(NOON)
    return set_to


def test_a_token_grants_its_own_thing_and_nothing_else():
    thing = uuid4()
    token = sign("job", thing)
    assert grants(token, "job", thing)
    assert not grants(token, "file", thing)
    assert not grants(token, "job", uuid4())


def test_it_stays_the_same_all_day_and_is_good_for_the_hours_promised(clock, settings):
    settings.READ_TOKEN_HOURS = 72
    thing = uuid4()
    clock(20_000 * DAY + 1)
    token = sign("job", thing)
    clock(20_001 * DAY)
    assert sign("job", thing) == token
    clock(20_001 * DAY + 72 * 3600 - 1)
    assert grants(token, "job", thing)
    clock(20_001 * DAY + 72 * 3600)
    assert not grants(token, "job", thing)


@pytest.mark.parametrize("hours", [1, 24, 71.5, 72, 8760])
def test_it_never_ends_before_its_hours_are_over_nor_a_day_later(clock, settings, hours):
    settings.READ_TOKEN_HOURS = hours
    thing = uuid4()
    token = sign("file", thing)
    clock(NOON + hours * 3600 - 1)
    assert grants(token, "file", thing)
    clock(NOON + hours * 3600 + DAY)
    assert not grants(token, "file", thing)


def test_nobody_lengthens_the_life_of_a_token(clock):
    thing = uuid4()
    day, _, signature = sign("job", thing).partition(".")
    for forged in (str(int(day) + 1), "0" + day, "999999"):
        assert not grants(f"{forged}.{signature}", "job", thing)


def test_each_letter_of_the_signature_counts():
    thing = uuid4()
    token = sign("job", thing)
    for at in range(6, len(token) - 1):  # the last letter carries bits that mean nothing
        other = "A" if token[at] != "A" else "B"
        assert not grants(token[:at] + other + token[at + 1 :], "job", thing)


@given(st.text())
def test_garbage_grants_nothing(text):
    assert not grants(text, "job", uuid4())


@pytest.mark.parametrize(
    "garbage", ["", ".", "20000.", "20000." + "A" * 43, "２００００." + "A" * 43, "\0", "x" * 100_000]
)
def test_what_looks_nearly_like_a_token_grants_nothing(garbage):
    assert grants(garbage, "job", uuid4()) is False


def test_a_token_needs_no_escaping_in_an_address():
    assert set(sign("job", uuid4())) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert len(sign("job", uuid4())) <= 50


def test_the_key_before_this_one_is_still_good_for_reading_when_listed(settings):
    thing = uuid4()
    token, old = sign("job", thing), settings.SECRET_KEY
    settings.SECRET_KEY = "another key that is long enough for it"
    assert not grants(token, "job", thing)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert grants(token, "job", thing)
    assert sign("job", thing) != token
