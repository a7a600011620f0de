"""The guide's own JavaScript: every type of job, refusals, cancelled and failed jobs, and photos as files."""

import pytest

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.errors import PermanentError
from jobs.models import Job
from jobs.retry import RetryPolicy
from tests.books.web import Visitor
from tests.chaos.clusters import RunningCluster
from tests.clients.node import shown_by
from tests.conftest import STORY
from tests.fakes import faults
from tests.jobs.helpers import make_job

GUEST = ""
HERO = "A girl with black hair and a red top."
SCENE = {"image_prompt": "A quiet harbour.", "character_description": HERO, "emotion": "proud", "audience": "children"}


def error(code: str, sentence: str) -> dict:
    return {"shows": "generic error", "code": code, "error": sentence}


def invalid(sentence: str) -> dict:
    return error("INVALID_INPUT", sentence)


def test_the_guides_snippets_run_every_type_of_job_to_its_end(
    start_cluster, openai, start_web, session, request_body, photo_url
):
    base = start_web()
    start_cluster()
    hero = HERO
    scene = {"image_prompt": "A quiet harbour.", "character_description": hero, "emotion": "proud"}
    pages = shown_by(
        "guide.mjs",
        base,
        session,
        {"path": "storybook", "body": request_body},
        {
            "path": "auto-story",
            "body": {
                "genre": "bedtime",
                "characterDescription": hero,
                "cartoonImageUrl": photo_url,
                "audience": "children",
            },
        },
        {"path": "scenes", "body": {"story": STORY}},
        {"path": "cartoonize", "body": {"prompt": hero, "imageUrl": photo_url}},
        {"path": "image", "body": {**scene, "audience": "children"}},
    )
    assert [page["shows"] for page in pages] == ["result"] * 5, pages
    assert all(page["result"] == page["again"] for page in pages)
    assert all(page["estimatedMinutes"] > 0 for page in pages)
    book, written, planned, portrait, picture = (page["result"] for page in pages)
    assert book["storybook_id"] != written["storybook_id"]
    assert planned["pages"][0]["scenes"]
    assert portrait["url"].startswith(base)
    assert picture["prompt_used"] == "A quiet harbour."


def test_the_guides_error_handling_finds_the_codes_it_looks_for(start_web, session, alice):
    failed = []
    for code in ("JOB_TIMEOUT", "JOB_FAILED", "CONTENT_REFUSED"):
        job = make_job(user=alice)
        outcomes.fail_or_retry(claim_next(), PermanentError("It went wrong.", code=code), RetryPolicy())
        failed.append({"path": "noop", "jobId": str(job.id)})
    unknown = {"path": "noop", "jobId": "1dea3c9f-98a2-4f5e-8a6f-0d1f7c1f8d52"}
    empty = {"path": "storybook", "body": {}}
    wrong = "It went wrong."
    assert shown_by("guide.mjs", start_web(), session, *failed, unknown, empty) == [
        {"shows": "timeout message", "error": wrong},
        {"shows": "retry option", "error": wrong},
        {"shows": "generic error", "code": "CONTENT_REFUSED", "error": wrong},
        {"shows": "generic error", "code": "JOB_NOT_FOUND", "error": "Job not found"},
        {"shows": "generic error", "code": "INVALID_INPUT", "error": "Title is required"},
    ]


def test_the_guides_page_shows_why_a_request_was_refused(start_web, session, request_body, photo_url):
    hero = {"genre": "bedtime", "characterDescription": HERO, "cartoonImageUrl": photo_url, "audience": "children"}
    style = "Invalid style. Must be one of: storybook, semi-realistic, comic-book, flat-illustration, anime"
    missing = "Missing required fields: genre, characterDescription, and cartoonImageUrl are required"
    expected = [
        ("storybook", request_body | {"story": " "}, invalid("Story content is required")),
        ("storybook", request_body | {"characterImage": ""}, invalid("Character image is required")),
        ("storybook", request_body | {"audience": "toddlers"}, invalid("Invalid audience type")),
        ("auto-story", hero | {"genre": "western"}, invalid("Invalid genre")),
        ("auto-story", {"genre": "bedtime", "audience": "children"}, invalid(missing)),
        ("scenes", {"story": "Once."}, invalid("Story must be at least 50 characters long.")),
        ("cartoonize", {"prompt": ""}, invalid("Prompt is required")),
        ("cartoonize", {"prompt": HERO, "style": "cubist"}, invalid(style)),
        ("image", SCENE | {"audience": "toddlers"}, invalid("Invalid audience type")),
    ]
    older_id = {"path": "storybook", "jobId": "job_1749550000000_k3x9qd"}
    requests = [{"path": path, "body": body} for path, body, _ in expected]
    pages = shown_by("guide.mjs", start_web(), session, *requests, older_id)
    assert pages == [*(shows for _, _, shows in expected), error("JOB_NOT_FOUND", "Job not found")]


def test_a_guest_is_asked_to_sign_in_and_one_with_too_many_jobs_or_starts_to_wait(start_web, alice, client_of, session):
    base = start_web(MAX_JOBS_PER_USER=1, RATE_LIMIT_STARTS="1/h")
    scenes = {"path": "scenes", "body": {"story": STORY}}
    (story,) = shown_by("guide.mjs", base, GUEST, {"path": "auto-story", "body": {}})
    assert story == error("AUTHENTICATION_REQUIRED", "Please sign in to generate an automatic story")
    make_job(user=alice)
    (busy,) = shown_by("hook.mjs", base, session, scenes)
    assert (busy["http"], busy["code"]) == (429, "TOO_MANY_JOBS")
    Job.objects.all().delete()
    Visitor(base, client_of(alice)).post_json("/api/jobs/scenes/start", scenes["body"])
    Job.objects.all().delete()
    (again,) = shown_by("hook.mjs", base, session, scenes)
    assert (again["http"], again["code"]) == (429, "RATE_LIMIT_EXCEEDED")


def test_a_page_cancels_a_job_that_waits_and_one_that_runs(start_web, start_cluster, openai, session):
    base = start_web()
    waiting = {"path": "image", "body": SCENE, "cancelAt": "pending"}
    for visitor in (session, GUEST):
        (page,) = shown_by("hook.mjs", base, visitor, waiting)
        assert page["statuses"] == ["pending", "cancelled"]
        assert page["buttons"] == [{"http": 200, "success": True, "status": "cancelled"}]
    openai.when(lambda call: True, faults.hang(), times=100)
    start_cluster()
    (page,) = shown_by("hook.mjs", base, session, waiting | {"cancelAt": "processing"})
    assert page["statuses"][-2:] == ["processing", "cancelled"]
    assert page["buttons"] == [{"http": 202, "success": True, "status": "processing"}]


@pytest.fixture
def hasty_cluster(start_cluster) -> RunningCluster:
    """Its jobs may run for three seconds."""
    return start_cluster(BOOK_SECONDS=3)


def test_a_page_tells_why_a_job_failed_and_its_retry_button_works(start_web, hasty_cluster, openai, session):
    base = start_web()
    openai.when(lambda call: call.path.startswith("/v1/images"), faults.status(400, "moderation_blocked"))
    openai.when(lambda call: call.path.startswith("/v1/images"), faults.hang())
    scene = {"path": "image", "body": SCENE}
    refused, late, again = shown_by("hook.mjs", base, session, scene, scene | {"retry": True}, scene)
    assert (refused["shows"], refused["code"]) == ("generic error", "CONTENT_REFUSED")
    too_late = "This took longer than it may. Please try again."
    assert late["before"] == {"shows": "timeout message", "error": too_late}
    assert late["buttons"] == [{"http": 202, "success": True, "status": "pending"}]
    assert late["shows"] == "completed"
    assert again["result"]["reused"] is True


def test_a_page_that_asks_too_often_is_slowed_down_and_still_gets_its_result(start_web, start_cluster, openai):
    base = start_web(RATE_LIMIT_POLLING="3/2s")
    start_cluster()
    openai.delay = 0.5
    (page,) = shown_by("hook.mjs", base, GUEST, {"path": "image", "body": SCENE})
    assert page["shows"] == "completed"
    assert set(page["refusals"]) == {429}
    assert page["result"]["url"].startswith(base)


def test_a_photo_may_come_as_a_file_with_the_form_or_before_it(start_web, start_cluster, openai, session, photo_url):
    base = start_web()
    start_cluster()
    form = {"path": "cartoonize", "form": {"prompt": HERO, "style": "anime", "image": photo_url}}
    uploaded = {"path": "cartoonize", "body": {"prompt": HERO, "style": "anime"}, "upload": {"imageUrl": photo_url}}
    for visitor in (session, GUEST):
        for page in shown_by("guide.mjs", base, visitor, form, uploaded):
            assert page["shows"] == "result", page
            assert page["result"]["url"].startswith(base)
    assert [len(call.files) for call in openai.calls_to("/v1/images")] == [1] * 4  # each was drawn after its photo
