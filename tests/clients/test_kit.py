"""The front-end kit under Node: against a site that drops, refuses, restarts and falls silent."""

import gzip
from pathlib import Path

import pytest

from tests.clients.node import PROGRAMS, run

KIT = Path(__file__).resolve().parents[2] / "jobs" / "static" / "kit"


@pytest.mark.parametrize("program", sorted(path.name for path in (PROGRAMS / "kit").glob("*.test.mjs")))
def test_the_kit_under_node(program):
    assert "# fail 0" in run("node", "--test", PROGRAMS / "kit" / program)


def test_the_kit_is_small():
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in KIT.glob("*.js")}
    core = sum(sizes[name] for name in ("storyjobs.js", "following.js", "requests.js"))
    assert core < 7 * 1024
    assert sum(sizes.values()) - sizes["react.js"] < 22.5 * 1024  # with the elements and both languages
