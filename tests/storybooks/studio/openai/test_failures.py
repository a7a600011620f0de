"""What each way of failing means for the job, through the real SDK."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from jobs.errors import PermanentError, TransientError
from tests.fakes import faults
from tests.fakes.faults import Reply


def describe(ask, photo):
    return ask(lambda studio: studio.writer.describe_hero(photo, "children"))


PASSING = {
    "500": faults.status(500),
    "502": faults.status(502),
    "529": faults.status(529),
    "408": faults.status(408),
    "409": faults.status(409),
    "dropped": faults.drop(),
    "half a body": faults.cut_body(),
    "malformed JSON": faults.malformed(),
    "broken UTF-8": faults.not_utf8(),
    "a proxy's page": faults.html(),
    "nothing": Reply(body=b""),
    "a hundred thousand brackets": Reply(body=b"[" * 100_000),
    "null": Reply(body=b"null"),
    "a list": Reply(body=[]),
    "an empty object": Reply(body={}),
    "an error with 200": Reply(body={"error": "overloaded"}),
    "no choices": Reply(body={"choices": []}),
    "a choice of nonsense": Reply(body={"choices": ["text"]}),
    "a choice without a message": Reply(body={"choices": [{"index": 0}]}),
    "choices of another type": Reply(body={"choices": {"index": 0}}),
    "usage of another type": Reply(body={"choices": [{}], "usage": "much"}),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_passing_trouble_is_worth_another_try(ask, server, photo, fault):
    server.script(fault, fault)

    with pytest.raises(TransientError) as failed:
        describe(ask, photo)

    assert failed.value.code == "EXTERNAL_SERVICE_ERROR"


FINAL = {
    "wrong key": (faults.status(401, "invalid_api_key"), "CONFIGURATION_ERROR"),
    "forbidden": (faults.status(403), "CONFIGURATION_ERROR"),
    "unknown model": (faults.status(404, "model_not_found"), "CONFIGURATION_ERROR"),
    "unknown address": (faults.status(404), "CONFIGURATION_ERROR"),
    "an older server's 404": (Reply(404, {"detail": "Not Found"}), "CONFIGURATION_ERROR"),
    "unpaid bill": (faults.status(429, "insufficient_quota"), "CONFIGURATION_ERROR"),
    "spending limit": (faults.status(400, "billing_hard_limit_reached"), "CONFIGURATION_ERROR"),
    "moved": (Reply(307, {}, {"Location": "http://127.0.0.1:9/"}), "CONFIGURATION_ERROR"),
    "unknown parameter": (faults.status(400, "unknown_parameter", "response_format"), "CONFIGURATION_ERROR"),
    "error as a text": (Reply(400, {"error": "bad things"}), "CONFIGURATION_ERROR"),
    "refused picture": (faults.status(400, "moderation_blocked"), "CONTENT_REFUSED"),
    "refused by policy": (faults.status(400, "content_policy_violation"), "CONTENT_REFUSED"),
    "bad picture": (faults.status(400, "invalid_image_file", "image"), "INVALID_INPUT"),
    "unknown picture format": (faults.status(400, "unsupported_file_mimetype"), "INVALID_INPUT"),
    "too long": (faults.status(400, "context_length_exceeded"), "INVALID_INPUT"),
}


@pytest.mark.parametrize(("fault", "code"), FINAL.values(), ids=FINAL.keys())
def test_a_final_answer_fails_the_job_at_once(ask, server, settings, photo, fault, code):
    settings.OPENAI_MAX_RETRIES = 2
    server.script(fault)

    with pytest.raises(PermanentError) as failed:
        describe(ask, photo)

    assert failed.value.code == code
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("30", 30),
        ("0.5", 0.5),
        ("999999", 3600),
        (None, None),
        ("-5", None),
        ("soon", None),
        ("nan", None),
        ("0", None),
    ],
)
def test_too_many_requests_say_when_to_come_back(ask, server, photo, after, expected):
    server.script(faults.rate_limited(after))

    with pytest.raises(TransientError) as failed:
        describe(ask, photo)

    assert (failed.value.code, failed.value.retry_after) == ("RATE_LIMITED", expected)


def test_a_date_to_come_back_at_is_understood(ask, server, photo):
    server.script(faults.rate_limited(format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)))

    with pytest.raises(TransientError) as failed:
        describe(ask, photo)

    assert 90 < failed.value.retry_after <= 100


def test_a_server_that_is_not_there_is_passing_trouble(ask, server, photo, settings):
    server.close()

    with pytest.raises(TransientError):
        describe(ask, photo)


def test_short_trouble_is_overcome_within_the_call(ask, server, settings, photo):
    settings.OPENAI_MAX_RETRIES = 1
    server.script(faults.rate_limited("0.05"))

    assert describe(ask, photo).description
    assert len(server.calls) == 2
    assert server.calls[1].at - server.calls[0].at >= 0.05


def test_a_long_wait_is_left_to_the_queue(ask, server, settings, photo):
    settings.OPENAI_MAX_RETRIES = 1
    server.script(faults.rate_limited("60"))
    started = time.monotonic()

    with pytest.raises(TransientError) as failed:
        describe(ask, photo)

    assert failed.value.retry_after == 60
    assert time.monotonic() - started < 5
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_API_KEY", None),
        ("OPENAI_API_KEY", "sk-with-ümlaut"),
        ("OPENAI_API_KEY", "sk-with\nnewline"),
        ("OPENAI_BASE_URL", "not a url"),
        ("OPENAI_BASE_URL", "http://[::1"),
    ],
)
def test_a_studio_that_is_not_set_up_says_so(ask, settings, name, value, photo):
    setattr(settings, name, value)

    with pytest.raises(PermanentError) as failed:
        describe(ask, photo)

    assert failed.value.code == "CONFIGURATION_ERROR"


def test_every_event_loop_gets_a_client_of_its_own(server, ask, photo):
    for _ in range(3):
        assert describe(ask, photo).description
