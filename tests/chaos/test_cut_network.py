"""Two machines with a cable each share one database server; in the middle of a job the cable of one is cut."""

import time
from collections import Counter

import pytest
from django.core.management import call_command

from jobs.engine import submit
from jobs.models import Job, JobHistory, JobStep
from tests.chaos.clusters import eventually
from tests.chaos.job_types import THINGS, Buyer
from tests.chaos.networks import Machine, database_server, network
from tests.storyjobs.embedded import run_python

HOLDER = """
from django.db import transaction
from jobs.claiming import CLAIM_LOCK
from jobs.statements import execute
tell("ready")
hear()
with transaction.atomic():
    execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": CLAIM_LOCK})
    tell("holds")
    hear()
"""
LATECOMER = """
from datetime import UTC, datetime
from jobs import outcomes, steps
from jobs.claiming import Claim
from jobs.errors import JobLost
from jobs.models import Job
tell("ready")
job = Job.objects.get(id=hear())
tell("knows")
hear()
claim = Claim(job.id, job.type, job.attempt, None, None, {}, 0, 20, 0, job.worker)
tell("sends")
try:
    steps.remember(claim, "board", "late", [], datetime.now(UTC))
except JobLost:
    outcomes.complete(claim, {"bought": ["late"]})
    tell("refused")
"""
BEGINNING = """
import django, sys
django.setup()
def tell(word): print(word, flush=True)
def hear(): return sys.stdin.readline().strip()
"""
PATIENT = "?keepalives_idle=600&tcp_user_timeout=600000"


class Program:
    """A Python program on a machine of the network, with the connection that each process of the project has there."""

    def __init__(self, machine: Machine, source: str, options: str = ""):
        variables = [f"DATABASE_URL={machine.database_url}{options}", "DJANGO_SETTINGS_MODULE=tests.chaos.settings"]
        self.process = run_python(BEGINNING + source, prefix=(*machine.prefix, "env", *variables))

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.communicate()

    def hear(self, word: str) -> None:
        assert self.process.stdout.readline() == f"{word}\n", self.process.stderr.read()

    def tell(self, word: object = "") -> None:
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()


@pytest.fixture
def machines(transactional_db, tmp_path):
    """Two machines, whose database server is also the test's own."""
    try:
        with network(2) as (server, machines), database_server(tmp_path / "server", server):
            call_command("migrate", verbosity=0)
            yield machines
    except PermissionError as error:
        pytest.skip(f"no network namespaces can be made here: {error}")


def test_the_job_of_a_machine_that_is_cut_off_is_finished_once_by_another_and_late_writes_change_nothing(
    machines, start_cluster, sleepers, diary, assert_done_once
):
    cut, well = machines
    with Program(cut, HOLDER) as holder, Program(cut, LATECOMER, PATIENT) as latecomer:
        first = start_cluster(prefix=cut.prefix, DATABASE_URL=cut.database_url)
        holder.hear("ready"), latecomer.hear("ready")
        job = submit(Buyer(), {})
        second = start_cluster(wait=False, prefix=well.prefix, DATABASE_URL=well.database_url)
        assert eventually(lambda: JobStep.objects.filter(job=job, done=True).count() == 2)
        latecomer.tell(job.id), latecomer.hear("knows")
        holder.tell(), holder.hear("holds")  # whoever claims must wait for a machine that will not answer
        owners = {str(worker.pid): "first" for worker in first.parts("worker")}

        cut.cut()
        since = time.monotonic()
        assert eventually(lambda: Job.objects.get(id=job.id).attempt == 2, 15), first.said() + second.said()
        assert time.monotonic() - since < 15
        latecomer.tell(), latecomer.hear("sends")
        time.sleep(0.3)  # the cut cable swallows it, and the kernel sends it again
        cut.mend()
        latecomer.hear("refused")
        assert Job.objects.get(id=job.id).status == "processing"  # it came in the middle of the other's work

    assert_done_once([job])
    owners |= {str(worker.pid): "second" for worker in second.parts("worker")} | {"sweep": "sweep"}
    story = JobHistory.objects.filter(job=job).exclude(reason="progress").order_by("id")
    assert [(step.to_status, step.attempt, owners.get(step.actor.rpartition(":")[2], "client")) for step in story] == [
        ("pending", 0, "client"),
        ("processing", 1, "first"),
        ("pending", 1, "sweep"),
        ("processing", 2, "second"),
        ("completed", 2, "second"),
    ]
    assert Job.objects.get(id=job.id).result_data == {"bought": list(THINGS)}
    steps = JobStep.objects.filter(job=job, done=True).values_list("name", "attempt")
    assert sorted(steps) == sorted((thing, 1 if thing in THINGS[:2] else 2) for thing in THINGS)
    paid = Counter(event.removeprefix("paid-") for _, event in diary.entries(job.id) if event != "alive")
    assert paid == {**dict.fromkeys(THINGS, 1), THINGS[2]: 2}  # the third was under way

    assert second.stop(within=5) == 0
    later = sleepers(2)
    assert_done_once(later)  # the one that was away has come back by itself
    assert {diary.worker_of(job.id) for job in later} <= {worker.pid for worker in first.parts("worker")}
    assert first.stop(within=5) == 0
