"""manage.py validate_config: is everything set, right and answering?"""

import json
import re
from argparse import BooleanOptionalAction
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from storyjobs.settings import env
from storyjobs.validation.dangers import dangers
from storyjobs.validation.finding import ERROR, WARNING, Finding
from storyjobs.validation.tries import TRIES, skipped, tried
from storyjobs.validation.variables import ELSEWHERE, Variable, variables
from storyjobs.validation.variables import strangers as unread
from users.management.progress import progress


@dataclass(frozen=True)
class Report:
    """`findings` by what they are about: tried services, dangerous values, variables that nobody reads."""

    variables: list[Variable]
    findings: dict[str, list[Finding]]

    def count(self, status: str) -> int:
        return sum(finding.status == status for found in self.findings.values() for finding in found)

    @property
    def wrong(self) -> list[Variable]:
        return [variable for variable in self.variables if variable.problem]


class Command(BaseCommand):
    help = (
        "Shows every variable of .env.example with the value in force and where it comes from: the environment, .env "
        "or the default. Of secrets it tells the length, of addresses the host. Tries the database, the studio, the "
        "media store and the delivery of codes without paying or sending anything, and names values that are legal "
        "and dangerous. Other commands refuse to start while a value is wrong; this one shows all that is wrong at "
        "once. Exit code 0: nothing is wrong, though there may be warnings. 1: a value is wrong or something does not "
        "answer."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--try", dest="tries", action=BooleanOptionalAction, default=True, help="ask the services (default: yes)"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, tries: bool, **options: Any) -> None:
        report = _report(tries)
        self.stdout.write(_as_json(report) if options["json"] else "\n".join(_as_text(report)))
        wrong, failed = len(report.wrong), report.count(ERROR)
        summary = f"{wrong} values are wrong, {failed} tries failed, {report.count(WARNING)} warnings."
        if wrong or failed:
            raise CommandError(summary)
        if not options["json"]:
            self.stdout.write(summary)


def _report(tries: bool) -> Report:
    found = variables(env)
    findings = {"Tried": list(_tried(found))} if tries else {}
    return Report(found, {**findings, "Dangerous": dangers(env), "Read by nobody": unread(env)})


def _tried(found: list[Variable]) -> Iterator[Finding]:
    with progress("Asked:") as asked:
        for about, (_, needs) in TRIES.items():
            wrong = [variable.name for variable in found if variable.problem and re.fullmatch(needs, variable.name)]
            yield from [skipped(about, wrong)] if wrong else tried(about)
            asked(1)


def _as_json(report: Report) -> str:
    body = {
        "ok": not report.wrong and not report.count(ERROR),
        "variables": [asdict(variable) for variable in report.variables],
        "findings": {about: [asdict(finding) for finding in found] for about, found in report.findings.items()},
        "elsewhere": ELSEWHERE,
    }
    return json.dumps(body, indent=1)


def _as_text(report: Report) -> Iterator[str]:
    group = ""
    for variable in report.variables:
        if variable.group != group:
            group = variable.group
            yield f"\n{group}"
        mark, told = ("WRONG", variable.problem) if variable.problem else ("ok", variable.shown)
        yield f"  {mark:<8}{variable.name:<30} {told:<40}  {variable.origin}"
    for about, found in report.findings.items():
        yield from _listed(about, ((finding.status, finding.about, finding.sentence) for finding in found))
    yield from _listed("Names of the guide that mean nothing here", (("", *names) for names in ELSEWHERE.items()))
    yield ""


def _listed(title: str, lines: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for number, (mark, name, sentence) in enumerate(lines):
        if number == 0:
            yield f"\n{title}"
        yield f"  {mark if mark in ('', 'ok') else mark.upper():<8}{name:<30} {sentence}"
