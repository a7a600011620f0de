from decimal import Decimal

import pytest

from jobs.errors import JobError
from jobs.spending import collecting
from storybooks.studio.openai.prices import PRICES
from tests.fakes import faults
from tests.fakes.faults import Reply


def describe(ask, photo):
    return ask(lambda studio: studio.writer.describe_hero(photo, "children"))


def test_a_text_and_a_picture_are_charged_by_their_tokens(ask, server, photo, look):
    async def both(studio):
        await studio.writer.describe_hero(photo, "children")
        await studio.illustrator.draw_portrait(photo, look)

    with collecting() as charges:
        ask(both)

    text, picture = charges
    assert (text.kind, text.model, text.request_id) == ("describe_hero", "gpt-6-luna", "req_fake")
    assert text.usage == {"prompt": 1000, "answer": 200}
    assert text.cost_usd == Decimal("0.0002")  # 1000 at 0.10 and 200 at 0.50 for a million
    assert picture.usage == {"prompt": 60, "prompt_picture": 200, "picture": 439}
    assert picture.cost_usd == Decimal("0.01507")  # 60 at 5, 200 at 8 and 439 at 30


def test_an_answer_of_no_use_is_paid_for_all_the_same(ask, server, photo):
    server.hero = lambda call: "no JSON"

    with collecting() as charges, pytest.raises(JobError):
        describe(ask, photo)

    assert [charge.kind for charge in charges] == ["describe_hero", "describe_hero"]


def test_a_failed_call_and_a_free_one_are_no_charges(ask, server, photo):
    server.script(faults.status(500))

    with collecting() as charges:
        with pytest.raises(JobError):
            describe(ask, photo)
        ask(lambda studio: studio.moderator.check("children", text="Hello."))

    assert charges == []


@pytest.mark.parametrize(
    ("model", "usage", "cost"),
    [
        ("gpt-6-luna-2026-10-01", {"prompt_tokens": 1_000_000}, Decimal("0.10")),
        (
            "gpt-6-luna",
            {"prompt_tokens": 1_000_000, "prompt_tokens_details": {"cached_tokens": 1_000_000}},
            Decimal("0.01"),
        ),
        ("gpt-6.1-terra", {"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 9}}, None),
        ("llama-at-home", {"prompt_tokens": 1_000_000}, None),
        ("gpt-6-luna", {"prompt_tokens": "many", "completion_tokens": -4}, None),
        ("gpt-6-luna", {}, None),
    ],
)
def test_the_cost_is_known_or_said_to_be_unknown(ask, server, settings, photo, model, usage, cost):
    settings.OPENAI_VISION_MODEL = model
    server.script(Reply(body={"choices": [{}], "usage": usage}), faults.status(500))

    with collecting() as charges, pytest.raises(JobError):
        describe(ask, photo)

    assert charges[0].cost_usd == cost


def test_the_default_models_have_a_price(settings):
    from storyjobs import settings as ours

    assert {ours.OPENAI_TEXT_MODEL, ours.OPENAI_IMAGE_MODEL} <= PRICES.keys()
