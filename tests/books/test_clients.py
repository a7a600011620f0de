"""Other people's programs, under Node: one made from the API's description, and the guide's own way to call it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as project

from jobs import outcomes
from jobs.claiming import claim_next
from jobs.errors import PermanentError
from jobs.models import Job
from jobs.retry import RetryPolicy
from tests.books.web import RunningWeb
from tests.conftest import STORY
from tests.jobs.helpers import make_job

PROGRAMS = Path(__file__).resolve().parents[1] / "clients"
MODULES = PROGRAMS / "node_modules"


@pytest.fixture
def web(transactional_db, tmp_path):
    own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1, "MEDIA_ROOT": project.MEDIA_ROOT}
    with RunningWeb(tmp_path, **own) as server:
        yield server


@pytest.fixture
def session(alice, client_of) -> str:
    """The cookie of Alice's browser."""
    return f"sessionid={client_of(alice).cookies['sessionid'].value}"


def run(*command: object, folder: Path = PROGRAMS, told: str = "") -> str:
    assert MODULES.exists(), "The clients' libraries are missing: run bin/test, or npm ci in tests/clients"
    answer = subprocess.run(map(str, command), cwd=folder, input=told, capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def on_page(web: RunningWeb, cookie: str, *requests: dict) -> list[dict]:
    """What the guide's page shows for each of these requests."""
    said = run("node", PROGRAMS / "guide.mjs", web.base, cookie, told=json.dumps(requests))
    return [json.loads(line) for line in said.splitlines()]


def test_the_guides_snippets_run_every_type_of_job_to_its_end(
    start_cluster, openai, web, session, request_body, photo_url
):
    start_cluster()
    hero = "A girl with black hair and a red top."
    scene = {"image_prompt": "A quiet harbour.", "character_description": hero, "emotion": "proud"}
    pages = on_page(
        web,
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
    assert portrait["url"].startswith(web.base)
    assert picture["prompt_used"] == "A quiet harbour."


def test_the_guides_error_handling_finds_the_codes_it_looks_for(web, session, alice):
    failed = []
    for code in ("JOB_TIMEOUT", "JOB_FAILED", "CONTENT_REFUSED"):
        job = make_job(user=alice)
        outcomes.fail_or_retry(claim_next(), PermanentError("It went wrong.", code=code), RetryPolicy())
        failed.append({"path": "noop", "jobId": str(job.id)})
    unknown = {"path": "noop", "jobId": "1dea3c9f-98a2-4f5e-8a6f-0d1f7c1f8d52"}
    empty = {"path": "storybook", "body": {}}
    wrong = "It went wrong."
    assert on_page(web, session, *failed, unknown, empty) == [
        {"shows": "timeout message", "error": wrong},
        {"shows": "retry option", "error": wrong},
        {"shows": "generic error", "code": "CONTENT_REFUSED", "error": wrong},
        {"shows": "generic error", "code": "JOB_NOT_FOUND", "error": "Job not found"},
        {"shows": "generic error", "code": "INVALID_INPUT", "error": "Title is required"},
    ]


@pytest.fixture
def generated(web, tmp_path) -> Path:
    """A folder with the TypeScript client, compiled against the description that the server gives of itself."""
    folder = tmp_path / "client"
    folder.mkdir()
    for name in ("package.json", "tsconfig.json", "scenes.ts", "mistakes.ts"):
        shutil.copy(PROGRAMS / name, folder)
    (folder / "node_modules").symlink_to(MODULES)
    program = MODULES / ".bin"
    schema = f"{web.base}/api/schema/?format=json"
    run(program / "openapi-typescript", schema, "--default-non-nullable=false", "-o", "api.d.ts", folder=folder)
    run(program / "tsc", folder=folder)
    return folder


def test_a_client_generated_from_the_description_type_checks_and_runs_a_job_to_its_end(
    start_cluster, openai, web, generated
):
    start_cluster()
    told = json.loads(run("node", "scenes.js", web.base, STORY, folder=generated))
    assert (told["status"], told["progress"]) == ("completed", 100)
    job = Job.objects.get()
    assert told["scenes"] == [scene["description"] for page in job.result_data["pages"] for scene in page["scenes"]]
    assert job.input_data["audience"] == "young_adults"
