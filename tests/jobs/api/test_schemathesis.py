"""Every operation of the API's description, asked what the description allows and what it forbids, by a program.

A real server answers, on the database of the test; no cluster runs the jobs. The cases are the same in every run.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from jobs.models import Job
from jobs.states import FINISHED, Status
from prints.states import Status as PrintStatus
from storybooks.shares import share
from tests.books.web import RunningWeb
from tests.jobs.api.working import alive
from tests.jobs.helpers import job_in
from tests.prints.shelf import request_in
from tests.storybooks.shelf import finished_book

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
NOT_FOR_STREAMS = [checks.response_schema_conformance]
"""It holds each event against the schema of the whole stream; OpenAPI 3.1 has no schema of an event."""
PICTURES = ("characterImage", "cartoonImageUrl", "imageUrl", "cartoon_image")
EXAMPLES = {"alice": 8, "guest": 4, "carol": 4}
"""Of each operation. What a family may and may not is mostly the same for everybody."""


def always_the_same(who: str) -> settings:
    return settings(
        max_examples=EXAMPLES[who],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def server(tmp_path, transactional_db):
    alive()  # but it runs nothing
    with RunningWeb(tmp_path, MAX_JOBS_PER_USER=1000, CODE_DELIVERY="console") as server:
        yield server


@pytest.mark.parametrize("who", ["guest", "alice", "carol"])
def test_every_answer_is_as_the_description_says(who, server, client_of, photo_url, request):
    user = None if who == "guest" else request.getfixturevalue(who)
    cookies = {"sessionid": client_of(user).cookies["sessionid"].value} if user else {}
    asked = set()

    def check(case: schemathesis.Case) -> None:
        fitting = [each for each in CHECKS if each not in NOT_FOR_STREAMS or not _is_stream(case.operation)]
        known = {} if case.operation.path.endswith("/sign-out") else cookies  # the session is needed to the end
        answer = case.call_and_validate(base_url=server.base, cookies=known, checks=fitting)
        asked.add((case.operation.label, answer.status_code))

    description = schemathesis.openapi.from_url(f"{server.base}/api/schema/?format=json")
    description.config.generation.update(with_security_parameters=False)  # who asks is this test's to say
    for found in description.get_all_operations():
        _ask_what_is_allowed(found.ok(), check, user, photo_url, always_the_same(who))
        _ask_what_is_forbidden(found.ok(), check, always_the_same(who))
    assert {("POST /api/jobs/scenes/start", 202), ("GET /api/jobs/{job_id}", 200)} <= asked
    assert {
        ("GET /api/storybooks/{storybook_id}", 200),
        ("GET /api/shared/{share_token}/files/{file_id}", 200),
    } <= asked
    if user:
        assert {("GET /api/prints/{request_id}", 200), ("POST /api/prints/{request_id}/cancel", 409)} <= asked
    if who == "alice":
        assert ("POST /api/prints", 201) in asked
    assert {("DELETE /api/jobs/{job_id}", 200), ("POST /api/jobs/{job_id}/retry", 409)} <= asked


def _ask_what_is_allowed(operation, check, user, photo_url: str, few: settings) -> None:
    """Of every second job, order or book that is asked for, there is one. A story to follow has ended: a stream of
    others goes on.
    """
    statuses = FINISHED if _is_stream(operation) else list(Status)

    @few
    @given(operation.as_strategy(), st.sampled_from(statuses), st.sampled_from(PrintStatus), st.booleans())
    def ask(case, status, of_print, is_known):
        Job.objects.all().delete()  # no queue to wait in
        if is_known:
            _make_known(case, status, of_print, user)
        if isinstance(case.body, dict):  # no text made at random is a picture
            case.body |= {name: photo_url for name in PICTURES if name in case.body}
        check(_patient(case))

    ask()


def _make_known(case, status: Status, of_print: PrintStatus, user) -> None:
    """The job, book, link or order that the case asks for exists."""
    asked = case.path_parameters
    if "job_id" in asked:
        asked["job_id"] = str(job_in(status, user).id)
    if user and "request_id" in asked:
        asked["request_id"] = str(request_in(of_print, user).id)
    is_about_a_book = isinstance(case.body, dict) and "storybookId" in case.body
    if is_about_a_book or asked.keys() & {"storybook_id", "share_token"}:
        book = finished_book(user, pages=1)
        link, token = share(book, None)
        known = {"storybook_id": book.id, "share_id": link.id, "share_token": token, "file_id": book.cover_id}
        known |= {"page": 1, "scene": 1}
        asked |= {name: str(value) for name, value in known.items() if name in asked}
        if is_about_a_book:
            case.body["storybookId"] = str(book.id)
    if isinstance(case.body, dict) and "address" in case.body:  # none made at random is one
        case.body["address"] = {"name": "Mina", "line1": "12 Lantern Street", "city": "Riyadh", "country": "SA"}


def _ask_what_is_forbidden(operation, check, few: settings) -> None:
    narrow = [each for each in operation.iter_parameters() if each.definition["schema"].keys() - {"type"}]
    if not (operation.body or narrow):
        return  # nothing that could be wrong: any text is a good one

    @few
    @given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask(case):
        check(_patient(case))

    ask()


def _is_stream(operation) -> bool:
    return operation.path.endswith("/events")


def _patient(case: schemathesis.Case) -> schemathesis.Case:
    """Nothing runs the jobs, so nobody waits for their ends."""
    if "Prefer" in (case.headers or {}):
        case.headers["Prefer"] = "wait=0"
    return case
