"""The kit speaks Arabic: whatever the API says of a job has its words there."""

import ast
import json
import re
from pathlib import Path

from jobs.api.schema.shapes import FAILURES
from jobs.job_type import JobType, job_types
from jobs.states import Status
from storybooks.api.results import FAILURE_CODES
from tests.clients.node import run

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "jobs" / "static" / "kit"
SAID_IN_SQL = re.compile(r"current_step = (?:format\()?'((?:[^']|'')+)'")
PROGRAM = """
import { voiceAt } from '%(kit)s/words.js';
const told = JSON.parse(process.argv[1]);
const voice = voiceAt({ lang: 'ar' });
const isArabic = (text) => /[\\u0600-\\u06ff]/.test(text) && !/[a-z#{]/i.test(text.replace(/PDF/, ''));
const said = {
  steps: (step) => voice.step(step), types: (jobType) => voice.type({ jobType }),
  statuses: (status) => voice.status({ status }), errors: (code) => voice.error({ code, error: 'In English.' }),
};
const missing = Object.entries(told).flatMap(([kind, all]) => all.filter((one) => !isArabic(said[kind](one))));
const { words: english } = voiceAt({ lang: 'en' });
for (const [name, text] of Object.entries(voice.words)) {
  if (typeof text === 'string' && !isArabic(text.replace(/\\{\\w+\\}/g, ''))) missing.push(name);
}
console.log(JSON.stringify({ missing, names: Object.keys(voice.words).length === Object.keys(english).length }));
"""


def test_each_step_type_status_and_failure_that_the_api_tells_has_arabic_words():
    steps = steps_told()
    assert {"Analyzing character image", "Drawing the picture", "Retrying (7/7)", "Cancelling"} <= steps
    assert "Generated 7/7 scene illustrations" in steps
    assert len(steps) > 40
    told = {
        "steps": sorted(steps),
        "types": [job_type.name for job_type in our_types()],
        "statuses": list(Status.values),
        "errors": sorted({*FAILURES, *FAILURE_CODES}),
    }
    said = json.loads(run("node", "--input-type=module", "-e", PROGRAM % {"kit": KIT}, json.dumps(told)))
    assert said == {"missing": [], "names": True}


def our_types() -> list[JobType]:
    return [job_type for job_type in job_types().values() if not type(job_type).__module__.startswith("tests.")]


def steps_told() -> set[str]:
    """Every sentence that our code may store as a job's step or phase, with numbers for what it puts in."""
    steps = {words for job_type in our_types() for _, words in job_type.phases}
    steps |= {job_type.first_step for job_type in our_types()}
    for path in (
        *ROOT.glob("jobs/*.py"),
        *ROOT.glob("storybooks/making/*.py"),
        *ROOT.glob("storybooks/job_types/*.py"),
    ):
        source = path.read_text()
        steps |= {re.sub(r"%+s", "7", words) for words in SAID_IN_SQL.findall(source)}
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and name_of(call) in ("progress", "Milestones", "drawn_once"):
                steps |= set(sentences(call))
    return steps


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def sentences(call: ast.Call) -> list[str]:
    """Of the arguments of a call; what an f-string puts in is a number."""
    found = []
    for node in (node for argument in (*call.args, *call.keywords) for node in ast.walk(argument)):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value[:1].isupper():
            found.append(node.value)
    return [words for words in found if words != "Generated "]
