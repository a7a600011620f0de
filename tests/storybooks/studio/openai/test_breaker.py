"""The studio's calls meet the breaker that all workers share."""

import pytest

from jobs.errors import JobError, TransientError
from storybooks.studio.breaker import Breaker
from tests.fakes import faults


@pytest.fixture(autouse=True)
def two_troubles_open_it(server, settings):
    settings.BREAKER_FAILURES = 2


def describe(ask, photo):
    return ask(lambda studio: studio.writer.describe_hero(photo, "children"))


def fail(ask, photo, times):
    for _ in range(times):
        with pytest.raises(JobError):
            describe(ask, photo)


@pytest.mark.parametrize("fault", [faults.status(503), faults.drop(), faults.html()])
def test_a_provider_in_trouble_is_left_alone(ask, server, photo, fault):
    server.script(fault, fault)
    fail(ask, photo, 2)

    with pytest.raises(TransientError) as refused:
        describe(ask, photo)

    assert refused.value.retry_after > 100
    assert len(server.calls) == 2
    assert Breaker.objects.get().state == "open"


@pytest.mark.parametrize("fault", [faults.rate_limited(), faults.status(400), faults.status(401)])
def test_a_provider_that_answers_no_is_no_provider_in_trouble(ask, server, photo, fault):
    server.script(*[fault] * 4)
    fail(ask, photo, 4)

    assert describe(ask, photo).description
    assert Breaker.objects.get().state == "closed"


def test_a_deadline_that_passes_is_trouble(ask, server, settings, photo):
    settings.OPENAI_TEXT_DEADLINE = 0.2
    server.script(faults.hang(), faults.hang())
    fail(ask, photo, 2)

    assert Breaker.objects.get().state == "open"
