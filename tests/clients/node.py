"""Programs under Node, and what they say."""

import json
import subprocess
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parent
MODULES = PROGRAMS / "node_modules"


def run(*command: object, folder: Path = PROGRAMS, told: str = "") -> str:
    """What the program writes. Fails with all it said unless it ends with 0."""
    answer = outcome(*command, folder=folder, told=told)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def outcome(*command: object, folder: Path = PROGRAMS, told: str = "") -> subprocess.CompletedProcess[str]:
    assert (MODULES / ".done").exists(), "The clients' libraries are missing: bin/test installs them"
    try:
        return subprocess.run(map(str, command), cwd=folder, input=told, capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        raise AssertionError("Node is missing: bin/test installs it") from None


def shown_by(program: str, base: str, cookie: str, *requests: dict) -> list[dict]:
    """What a page of the site at `base` shows its visitor for each of these requests."""
    said = run("node", PROGRAMS / program, base, cookie, told=json.dumps(requests))
    return [json.loads(line) for line in said.splitlines()]
