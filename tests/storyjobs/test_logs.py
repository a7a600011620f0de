"""Lines of the log: for people or as JSON, with events, ids, and what operators grep for; nothing private."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator

import pytest

from jobs import outcomes
from jobs.database import in_database
from jobs.engine import cancel, submit
from jobs.errors import PermanentError
from jobs.job_type import job_types
from jobs.retry import RetryPolicy
from jobs.sweep import sweep
from storyjobs.logs import Console, Json
from tests.jobs.helpers import claimed, expire_lease, make_job
from tests.written import Written, listening
from users.log_context import bound, tell

log = logging.getLogger("jobs.test")
GREPS = {  # as the guide has them
    "completed": "✅.*job.*completed",
    "failed": "❌.*job.*failed",
    "stuck": "🔍.*stuck.*jobs",
}


@pytest.fixture(params=[Console, Json], ids=["console", "json"])
def written(request) -> Iterator[Written]:
    """What the log would hold, in each of its formats."""
    yield from listening(request.param())


@pytest.fixture
def as_text() -> Iterator[Written]:
    yield from listening(Console())


def test_a_line_of_json_has_its_event_and_what_its_words_say_as_fields(as_json):
    log.warning("files.erased count=%s failed=%s", 3, "none")
    (line,) = map(json.loads, as_json.lines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("timestamp"))
    assert line == {
        "level": "WARNING",
        "logger": "jobs.test",
        "message": "files.erased count=3 failed=none",
        "event": "files.erased",
        "count": 3,
        "failed": "none",
    }


def test_the_web_server_s_lines_have_fields_too():
    said = {"msg": '%s - "%s %s HTTP/%s" %d', "args": ("127.0.0.1:5000", "GET", "/healthz", "1.1", 200)}
    line = json.loads(Json().format(logging.makeLogRecord({"name": "uvicorn.access", **said})))
    assert (line["event"], line["method"], line["path"], line["status"]) == ("http.request", "GET", "/healthz", 200)


def test_a_sentence_for_people_has_its_event_beside_it(as_text):
    tell(log, logging.WARNING, "kettle.boils", "The kettle boils: %s", "now", degrees=100)
    (line,) = as_text.lines()
    assert line.endswith("WARNING jobs.test The kettle boils: now event=kettle.boils degrees=100")


def test_what_libraries_attach_to_their_records_is_not_written(written, rf):
    request = rf.get("/media/x?token=secret")
    log.warning("Not Found: %s", request.path, extra={"request": request, "status_code": 404})
    (line,) = written.lines()
    assert "/media/x" in line
    assert "secret" not in line


def test_a_traceback_says_where_and_what_kind_and_nothing_that_the_error_quotes(written):
    story = " ".join(["Mina", "found", "a", "lantern"])  # the lines of our own code are in it

    def parse() -> None:
        try:
            int(story)
        except ValueError as error:
            raise RuntimeError(story) from error

    try:
        parse()
    except RuntimeError:
        log.exception("worker.wake_up_failed")
    text = written.getvalue()
    assert "worker.wake_up_failed" in text
    for told in ("builtins.RuntimeError", "builtins.ValueError", "test_logs.py", "in parse"):
        assert told in text
    assert story not in text


def test_a_traceback_is_part_of_its_line_of_json(as_json):
    try:
        raise RuntimeError
    except RuntimeError:
        log.exception("worker.wake_up_failed")
    (line,) = map(json.loads, as_json.lines())
    assert line["event"] == "worker.wake_up_failed"
    assert line["exception"].endswith("builtins.RuntimeError")


def test_ids_stand_on_each_line_also_of_the_thread_that_asks_the_database(as_json):
    async def work() -> None:
        log.warning("first")
        await in_database(log.warning, "second")
        await asyncio.gather(asyncio.create_task(in_database(log.warning, "third")))

    with bound(request_id="r-1"), bound(job_id="j-1"):
        asyncio.run(work())
    log.warning("after")
    lines = list(map(json.loads, as_json.lines()))
    assert [(line.get("request_id"), line.get("job_id")) for line in lines] == [("r-1", "j-1")] * 3 + [(None, None)]


@pytest.mark.django_db
def test_the_guide_s_greps_find_how_jobs_have_ended(written, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        done, claim = claimed()
        outcomes.complete(claim, {})
        refused, claim = claimed()
        outcomes.fail_or_retry(claim, PermanentError("No.", code="CONTENT_REFUSED"), RetryPolicy())
        lost, _ = claimed(max_retries=0)
        expire_lease(lost)
        assert sweep() == 1
        unwanted = make_job()
        cancel(unwanted.id, actor="test")
    assert [line for line in written.found(GREPS["completed"]) if str(done.id) in line] == written.found(
        GREPS["completed"]
    )
    failures = written.found(GREPS["failed"])
    assert len(failures) == 2
    assert str(refused.id) in failures[0]
    assert "CONTENT_REFUSED" in failures[0]
    assert str(lost.id) in failures[1]
    assert "WORKER_LOST" in failures[1]
    assert len(written.found(GREPS["stuck"])) == 1
    assert "Found 1 potentially stuck jobs" in written.found(GREPS["stuck"])[0]
    assert len(written.found(f"🚫.*{unwanted.id}")) == 1


@pytest.mark.django_db
def test_a_move_that_was_rolled_back_is_not_told(written, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as never:
        submit(job_types()["noop"], {})
    assert never
    assert not written.found("job.created")


@pytest.mark.django_db
def test_a_job_s_title_and_its_owner_reach_no_line(written, alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _, claim = claimed(alice, title="The Lantern")
        outcomes.complete(claim, {"title": "The Lantern"})
    assert written.lines()
    for line in written.lines():
        assert "Lantern" not in line
        assert alice.phone not in line
