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
    size = sum(
        len(gzip.compress((KIT / name).read_bytes())) for name in ("storyjobs.js", "following.js", "requests.js")
    )
    assert size < 7 * 1024
