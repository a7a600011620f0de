"""Every command of docs/operations.md that is marked as bash runs as it stands, beside a web server and a cluster."""

import os
import re
import subprocess

import pytest
from django.db import connection, transaction

from jobs.models import Job
from jobs.states import Status
from tests.books.web import RunningWeb
from tests.chaos.clusters import ROOT, eventually
from tests.jobs.helpers import make_job

SECRET = "5e" * 32
COMMANDS = re.findall(r"^```bash\n(.*?)^```$", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def shell(tmp_path, start_cluster):
    """A function: run a command as an operator would; its output."""
    cluster = start_cluster(DJANGO_SETTINGS_MODULE="tests.settings")
    with RunningWeb(tmp_path, WEBHOOK_SECRET=SECRET) as web:
        variables = {
            "SITE": web.base,
            "WEBHOOK_SECRET": SECRET,
            "LOG": str(cluster.log),
            "TEST_DATABASE": connection.settings_dict["NAME"],
        }

        def run(command: str) -> str:
            done = subprocess.run(
                ["bash", "-ec", command],
                cwd=ROOT,
                env=os.environ | variables,
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            return done.stdout

        yield run


def test_every_command_runs_and_says_what_the_page_promises(shell):
    with transaction.atomic():
        failing = make_job(type="scenes", max_retries=0)  # without what this type needs
    assert eventually(lambda: Job.objects.filter(id=failing.id, status=Status.FAILED).exists())
    said = {command: shell(command) for command in COMMANDS}
    curls = [output for command, output in said.items() if "curl" in command]
    assert len(said) > len(curls) > 4
    assert all(output and "null" not in output for output in curls)
    assert all("Jobs run:" in output for command, output in said.items() if "process_jobs" in command)
    (reasons,) = [output for command, output in said.items() if "reason=[A-Z_]*" in command]
    assert reasons.split() == ["1", "reason=JOB_FAILED"]
