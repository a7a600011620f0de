"""The commands of docs/guide-commands.md as they stand there, but for the host, the secret and a job's id."""

import json
import re
import subprocess
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from tests.chaos.clusters import ROOT, closed_to_all, eventually
from tests.guide.conftest import SECRET
from tests.jobs.helpers import claimed, expire_lease, make_job

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = (ROOT / "docs" / "guide-commands.md").read_text()
COMMANDS = dict(re.findall(r"^```bash\n# ([\w-]+).*\n((?:.+\n)+)```$", PAGE, re.MULTILINE))
((HEALTH_CRON, DEPTH_CRON),) = [
    [line.split(maxsplit=5)[5] for line in block.splitlines()]
    for block in re.findall(r"^```cron\n((?:.+\n)+)```$", PAGE, re.MULTILINE)
]
FRESH = {
    "status": "healthy",
    "message": "All systems operational",
    "metrics": {"queueDepth": 0, "processingCapacity": 3, "successRate": 100},
}
OUTAGE = "Core job systems are not operational"


@pytest.fixture
def shell(site):
    """A function: what a command of the page prints; without -s, curl tells people how far it is."""

    def run(command: str, job_id: object = "job-id") -> str:
        own = {"https://your-domain.com": site.base, "your-secret": SECRET, "job-id": str(job_id)}
        for theirs, ours in own.items():
            command = command.replace(theirs, ours)
        prelude = "set -o pipefail; alert() { echo ALERT; }\n"
        done = subprocess.run(
            ["bash", "-c", prelude + command], cwd=site.logs.parent, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    return run


@pytest.fixture
def tomorrow():
    return timezone.now() + timedelta(days=1)


@pytest.fixture
def asked(shell):
    """A function: the JSON that a command of the page is answered with."""
    return lambda name, **options: json.loads(shell(COMMANDS[name], **options))


def test_a_fresh_system_is_as_healthy_as_the_guide_expects(asked):
    assert eventually(lambda: FRESH.items() <= asked("health").items(), 6), asked("health")
    report = asked("report")
    assert (report["status"], report["message"]) == (FRESH["status"], FRESH["message"])
    assert report["health"]["alerts"] == []
    assert report["systemStatus"]["workers"] == 3


def test_jobs_are_processed_on_request_and_cron_is_let_in(asked, shell):
    assert (asked("process")["errors"], asked("force")["errors"]) == (0, 0)
    assert asked("cron")["provider"] == "External Cron"
    seen = asked("status")
    assert (seen["healthy"], seen["queue"]["pending"]) == (True, 0)
    for name, code in {"process": "AUTHENTICATION_REQUIRED", "cron": "UNAUTHORIZED_WEBHOOK"}.items():
        without = re.sub(r'-H "x-webhook-secret: [^"]*"', "", COMMANDS[name])
        assert json.loads(shell(without))["code"] == code


def test_a_job_tells_how_it_goes_to_whoever_knows_its_id(asked, tomorrow):
    (job,) = Job.objects.bulk_create([Job(type="storybook", input_data={}, run_at=tomorrow)])
    told = asked("job", job_id=job.id)
    assert (told["jobId"], told["status"], told["progress"]) == (str(job.id), "pending", 0)


def test_the_crontab_is_silent_until_the_queue_is_deep_and_raises_the_alarm_when_it_is_too_deep(shell, tomorrow):
    assert "ALERT" not in shell(HEALTH_CRON)
    assert shell(DEPTH_CRON) == ""
    Job.objects.bulk_create([Job(type="noop", input_data={}, run_at=tomorrow) for _ in range(25)])
    assert eventually(lambda: shell(DEPTH_CRON) == "Queue depth high: 25\n", 6)
    assert "ALERT" not in shell(HEALTH_CRON)
    Job.objects.bulk_create([Job(type="noop", input_data={}, run_at=tomorrow) for _ in range(30)])
    assert eventually(lambda: "ALERT" in shell(HEALTH_CRON), 6)


def test_the_log_has_the_words_that_the_guide_looks_for(shell, asked):
    done = make_job()
    assert eventually(Job.objects.filter(id=done.id, status="completed").exists)  # the next claim is not of this one
    with transaction.atomic():  # nobody sees it before it is claimed, and nobody looks after it
        stuck, _ = claimed()
        expire_lease(stuck)
        failing = make_job(kind="scenes", max_retries=0)  # without what this type needs
    ended = Job.objects.filter(id__in=[done.id, stuck.id], status="completed")
    assert eventually(lambda: ended.count() == 2 and Job.objects.filter(id=failing.id, status="failed").exists())
    assert str(done.id) in shell(COMMANDS["completed"])
    assert str(failing.id) in shell(COMMANDS["failed"])
    assert "🔍 Found 1 potentially stuck jobs" in shell(COMMANDS["stuck"])
    with closed_to_all():
        assert asked("health")["message"] == OUTAGE
    assert eventually(lambda: asked("health")["message"] != OUTAGE, 15)
    assert "❌ Health check failed" in shell(COMMANDS["health-failed"])
