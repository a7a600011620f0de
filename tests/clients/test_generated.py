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
def generate(tmp_path):
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
        generator, schema = MODULES / ".bin/openapi-typescript", f"{base}/api/schema/?format=json"
        run(generator, schema, "--default-non-nullable=false", "-o", "api.d.ts", folder=folder)
        return folder

    return make


def misspelt(program: str) -> dict[str, str]:
    """The program with one mistake each, by file name."""
    assert [words for words in MISSPELT if words not in program] == []
    return {f"wrong{number}.ts": program.replace(*pair) for number, pair in enumerate(MISSPELT.items())}


def test_programs_of_a_generated_client_compile_and_run_and_misspelt_ones_do_not_compile(
    start_web, start_cluster, openai, generate
):
    right = {name: (PROGRAMS / name).read_text() for name in ("picture.ts", "scenes.ts", "mistakes.ts")}
    wrong = misspelt(right["picture.ts"])
    base = start_web()
    folder = generate(base, right | wrong)
    compiled = outcome(MODULES / ".bin/tsc", folder=folder)
    complaints = set(re.findall(r"^([\w.]+)\(\d+,\d+\): error TS", compiled.stdout, re.MULTILINE))
    assert complaints == wrong.keys(), compiled.stdout
    start_cluster()
    assert_draws_a_picture(json.loads(run("node", "picture.js", base, folder=folder)))
    assert_plans_scenes(json.loads(run("node", "scenes.js", base, STORY, folder=folder)))


def assert_draws_a_picture(told: dict) -> None:
    missing = "Missing required fields: image_prompt, character_description, and emotion are required"
    assert told == {
        "refusal": {"http": 400, "code": "INVALID_INPUT", "error": missing},
        "status": "completed",
        "style": "comic-book",
        "prompt": "A quiet harbour at dusk.",
        "kind": "image/webp",
    }


def assert_plans_scenes(told: dict) -> None:
    assert (told["status"], told["progress"]) == ("completed", 100)
    job = Job.objects.get(type="scenes")
    assert told["scenes"] == [scene["description"] for page in job.result_data["pages"] for scene in page["scenes"]]
    assert job.input_data["audience"] == "young_adults"
