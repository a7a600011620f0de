"""A family's words, its photo and our key stay out of logs and exceptions, whatever the provider repeats of them."""

import logging
import traceback

import pytest

from jobs.errors import JobError
from tests.fakes import faults
from tests.fakes.faults import Reply

from .conftest import KEY

STORY = "Penelope Butterworth hides a zebra in the cellar."
EVERYTHING = f"You sent {KEY}: {STORY}"
ECHOES = {
    "a status": lambda n: faults.status(n, "bad", message=EVERYTHING),
    "a code": lambda n: faults.status(n, code=EVERYTHING, param=EVERYTHING),
    "a plain text": lambda n: Reply(n, {"error": EVERYTHING}),
    "a broken body": lambda n: Reply(200, f'{{"choices": "{EVERYTHING}'.encode()),
    "an answer": lambda n: Reply(200, {"choices": [{"message": {"content": EVERYTHING}}]}),
}


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES.keys())
def test_a_provider_that_repeats_everything_puts_nothing_into_logs_or_exceptions(ask, server, caplog, status, echo):
    server.script(echo(status), echo(status))
    caplog.set_level(logging.DEBUG)

    with pytest.raises(JobError) as failed:
        ask(lambda studio: studio.writer.plan_pages("Penelope", STORY, "children"))

    shown = "".join(traceback.format_exception(failed.value)) + repr(vars(failed.value)) + caplog.text
    for secret in (KEY, "Butterworth", "zebra"):
        assert secret not in shown
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None
    assert any(record.name.startswith("storybooks") for record in caplog.records)
