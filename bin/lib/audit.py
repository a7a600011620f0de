"""bin/audit: is a flaw known in a package that we pin?"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PINS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
SECONDS = 60
DESCRIPTION = """\
Asks the package index, by pip-audit, whether a flaw is known in any package that requirements.txt or
requirements-dev.txt pins, and fails (1) with a list if so. .ci/known-flaws says which ones do not concern us, and why.

Where nobody answers within a minute, or about some packages, it says so and does not fail: that tells nothing of ours.
"""

Report = dict[str, Any]


class NoAnswer(Exception):
    """Nobody could be asked, as the sentence says."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/audit", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--known", metavar="FILE", type=Path, default=ROOT / ".ci" / "known-flaws", help="another list")
    known = reasons(parser.parse_args().known.read_text())
    try:
        report = asked([sys.executable, "-m", "pip_audit"], SECONDS)
    except NoAnswer as none:
        print(f"Could not ask about flaws of pinned packages: {none}")
        return 0
    return told(report, known)


def reasons(text: str) -> dict[str, str]:
    """Ids and why. Raises SystemExit for an id without a reason."""
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if bare := [line[0] for line in lines if len(line) == 1]:
        raise SystemExit(f"Why does it not concern us? Write it behind the id: {', '.join(bare)}")
    return dict(lines)


def asked(program: list[str], seconds: float) -> Report:
    """The report of pip-audit. Raises NoAnswer."""
    pins = [part for path in PINS for part in ("--requirement", str(path))]
    options = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        answer = subprocess.run([*program, *pins, *options], capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"nobody answered within {seconds:g} seconds.") from None
    try:
        return json.loads(answer.stdout)
    except ValueError:
        raise NoAnswer("the package index does not answer.") from None


def told(report: Report, known: dict[str, str]) -> int:
    """The exit code, with the report in words."""
    packages = report["dependencies"]
    silent = [package["name"] for package in packages if "skip_reason" in package]
    flaws = {flaw["id"]: (package, flaw) for package in packages for flaw in package.get("vulns", ())}
    new = {id: found for id, found in flaws.items() if not known.keys() & {id, *found[1]["aliases"]}}
    for id, (package, flaw) in new.items():
        mended = f"mended in {', '.join(flaw['fix_versions'])}" if flaw["fix_versions"] else "not mended yet"
        print(f"{package['name']} {package['version']} has {id} ({mended})", file=sys.stderr)
    if silent:
        print(f"Could not ask about flaws of {len(silent)} of {len(packages)} pinned packages.")
    if len(silent) < len(packages):
        print(f"{len(packages) - len(silent)} pinned packages were asked about: {len(new)} new flaws.")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
