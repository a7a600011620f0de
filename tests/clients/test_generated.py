"""A program made from the API's description: what compiles runs, and what is misspelt does not compile."""

import json
import re
from pathlib import Path

import pytest

from jobs.models import Job
from tests.clients.node import MODULES, PROGRAMS, outcome, run
from tests.conftest import STORY

MISSPELT = {
    "/api/jobs/image/start": "/api/jobs/picture/start",
    "image_prompt:": "image_promt:",
    "audience: 'children', style": "audience: 'infants', style",
    "'comic-book'": "'comics'",
    "emotion: 'proud'": "emotion: 5",
    "error.code}": "error.number}",
    "started.pollingUrl": "started.polling_url",
    "imageInfo.style": "imageInfo.look",
    "'processing'": "'running'",
    "result?.url": "result?.address",
    "job.result?.prompt_used": "job.result.prompt_used",
}


@pytest.fixture
def generated(tmp_path):
    """A function: a folder with these programs beside the client made from what the server at `base` says of itself."""

    def make(base: str, programs: dict[str, str]) -> Path:
        folder = tmp_path / "client"
        folder.mkdir()
        (folder / "node_modules").symlink_to(MODULES)
        (folder / "package.json").write_text((PROGRAMS / "package.json").read_text())
        for name, text in programs.items():
            (folder / name).write_text(text)
        options = json.loads((PROGRAMS / "tsconfig.json").read_text()) | {"files": list(programs)}
        (folder / "tsconfig.json").write_text(json.dumps(options))
        schema = f"{base}/api/schema/?format=json"
        run(
            MODULES / ".bin/openapi-typescript", schema, "--default-non-nullable=false", "-o", "api.d.ts", folder=folder
        )
        return folder

    return make


def test_a_generated_client_has_a_picture_drawn_and_one_that_misspells_does_not_compile(
    start_web, start_cluster, openai, generated
):
    right = (PROGRAMS / "picture.ts").read_text()
    assert [words for words in MISSPELT if words not in right] == []
    wrong = {f"wrong{number}.ts": right.replace(*pair) for number, pair in enumerate(MISSPELT.items())}
    base = start_web()
    folder = generated(base, {"picture.ts": right, **wrong})
    compiled = outcome(MODULES / ".bin/tsc", folder=folder)
    complaints = set(re.findall(r"^(\w+\.ts)\(\d+,\d+\): error TS", compiled.stdout, re.MULTILINE))
    assert complaints == wrong.keys(), compiled.stdout
    start_cluster()
    told = json.loads(run("node", "picture.js", base, folder=folder))
    missing = "Missing required fields: image_prompt, character_description, and emotion are required"
    assert told == {
        "refusal": {"http": 400, "code": "INVALID_INPUT", "error": missing},
        "status": "completed",
        "style": "comic-book",
        "prompt": "A quiet harbour at dusk.",
        "kind": "image/webp",
    }


def test_a_client_generated_from_the_description_type_checks_and_runs_a_job_to_its_end(
    start_web, start_cluster, openai, generated
):
    base = start_web()
    folder = generated(base, {name: (PROGRAMS / name).read_text() for name in ("scenes.ts", "mistakes.ts")})
    run(MODULES / ".bin/tsc", folder=folder)
    start_cluster()
    told = json.loads(run("node", "scenes.js", base, STORY, folder=folder))
    assert (told["status"], told["progress"]) == ("completed", 100)
    job = Job.objects.get()
    assert told["scenes"] == [scene["description"] for page in job.result_data["pages"] for scene in page["scenes"]]
    assert job.input_data["audience"] == "young_adults"
