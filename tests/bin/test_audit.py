"""bin/audit: found is found, and could not ask is not found."""

import json
import subprocess
import sys
import time
from pathlib import Path

import audit
import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"], "aliases": ["CVE-2026-1"], "description": "Bad."}


def package(name: str, *flaws: dict) -> dict:
    return {"name": name, "version": "1.0", "vulns": list(flaws)}


def report(*packages: dict) -> dict:
    return {"dependencies": list(packages), "fixes": []}


SKIPPED = {"name": "ours", "skip_reason": "Dependency not found"}


@pytest.fixture
def program(tmp_path):
    """A function: a stand-in of pip-audit that does this."""

    def make(script: str) -> list[str]:
        (tmp_path / "stand_in.py").write_text(f"import json, sys, time\n{script}\n")
        return [sys.executable, str(tmp_path / "stand_in.py")]

    return make


def test_a_flaw_fails_and_is_named_with_what_mends_it(capsys):
    assert audit.told(report(package("left"), package("right", FLAW)), {}) == 1
    said = capsys.readouterr()
    assert said.err == "right 1.0 has PYSEC-2026-1 (mended in 2.0)\n"
    assert "2 pinned packages were asked about: 1 new flaws" in said.out


def test_no_flaw_passes(capsys):
    assert audit.told(report(package("left"), package("right")), {}) == 0
    assert "2 pinned packages were asked about: 0 new flaws" in capsys.readouterr().out


@pytest.mark.parametrize("id", ["PYSEC-2026-1", "CVE-2026-1"])
def test_a_flaw_that_does_not_concern_us_passes_by_any_of_its_names(id):
    assert audit.told(report(package("right", FLAW)), audit.reasons(f"# why\n{id} we never call it\n")) == 0


def test_a_flaw_let_pass_without_a_reason_is_refused():
    with pytest.raises(SystemExit, match="PYSEC-2026-1"):
        audit.reasons("CVE-2026-2 because\nPYSEC-2026-1\n")


def test_what_could_not_be_asked_is_told_and_taken_for_neither(capsys):
    assert audit.told(report(SKIPPED, package("left")), {}) == 0
    said = capsys.readouterr().out
    assert "Could not ask about flaws of 1 of 2 pinned packages" in said
    assert audit.told(report(SKIPPED), {}) == 0
    assert "new flaws" not in capsys.readouterr().out
    assert audit.told(report(SKIPPED, package("right", FLAW)), {}) == 1


def test_the_report_is_asked_for_with_every_pin(program):
    answer = audit.asked(program("print(json.dumps({'dependencies': sys.argv}))"), 20)
    asked = " ".join(answer["dependencies"])
    assert "requirements.txt" in asked
    assert "requirements-dev.txt" in asked


def test_a_report_of_flaws_is_read_though_the_program_calls_it_a_failure(program):
    found = json.dumps(report(package("right", FLAW)))
    assert audit.asked(program(f"print({found!r}); sys.exit(1)"), 20) == report(package("right", FLAW))


@pytest.mark.parametrize("script", ["sys.exit('no network')", "print('<html>')", "raise OSError"])
def test_a_program_without_an_answer_is_no_answer(program, script):
    with pytest.raises(audit.NoAnswer, match="does not answer"):
        audit.asked(program(script), 20)


def test_a_program_that_hangs_is_given_up(program):
    begun = time.monotonic()
    with pytest.raises(audit.NoAnswer, match=r"within 0\.5 seconds"):
        audit.asked(program("time.sleep(60)"), 0.5)
    assert time.monotonic() - begun < 10


def test_the_real_program_ends_in_time_and_says_what_it_did():
    """Whether the package index answers here or not."""
    answer = subprocess.run([ROOT / "bin" / "audit"], capture_output=True, text=True, timeout=180)
    assert "pinned packages" in answer.stdout, answer.stderr
    assert answer.returncode == 0 or " has " in answer.stderr
