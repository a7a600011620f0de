"""manage.py process_jobs as a process: stopped in the middle of a job, and beside others that take jobs."""

import os
import pty
import re
import signal
import subprocess
import sys

import pytest
from django.db import connection
from django_q.models import OrmQ, Schedule

from jobs import fleet
from jobs.engine import submit
from jobs.models import Job
from jobs.states import Status
from tests.chaos.clusters import ROOT, eventually
from tests.chaos.job_types import Blocker


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_signal_hands_the_running_job_back_and_uses_up_no_retry(start_cluster, sleepers, diary, signum):
    (running,), waiting = sleepers(1, seconds=30), sleepers(1)
    process = start_cluster("process_jobs")
    assert eventually(lambda: diary.entries(running.id))
    process.signal_group(signum)
    assert process.exit_code(within=4) == 0
    assert f"sleeper {running.id} handed back after" in process.said()
    assert "Stopped. Jobs run: 1 handed back. Still due: 2;" in process.said()
    running.refresh_from_db()
    assert (running.status, running.retry_count) == (Status.PENDING, 0)
    assert diary.entries(waiting[0].id) == []
    assert fleet.alive() == []


def test_a_job_that_cannot_be_told_anything_is_ended_at_the_stop_deadline(start_cluster, diary):
    job = submit(Blocker(), {})
    process = start_cluster("process_jobs", CLUSTER_STOP_SECONDS=1)
    assert eventually(lambda: diary.entries(job.id))
    assert process.stop(within=3) == 124
    assert Job.objects.get(id=job.id).status == Status.PROCESSING  # until its lease runs out


def test_a_second_signal_ends_it_at_once(start_cluster, diary):
    job = submit(Blocker(), {})
    process = start_cluster("process_jobs")
    assert eventually(lambda: diary.entries(job.id))
    process.main.terminate()
    assert not eventually(lambda: process.main.poll() is not None, 0.5)
    assert process.stop(within=2) == 143


def test_two_of_them_beside_a_cluster_run_no_job_twice_and_do_no_chore_twice(
    start_cluster, sleepers, diary, assert_done_once
):
    jobs = sleepers(40, seconds=0.1)
    note = Schedule.objects.create(
        func="tests.chaos.job_types.note", args="'chore', 'done'", schedule_type="I", minutes=5
    )
    processes = [start_cluster("process_jobs", "--max-jobs=100") for _ in range(2)]
    cluster = start_cluster()
    assert_done_once(jobs)
    assert [process.exit_code(within=10) for process in processes] == [0, 0]
    ran = [int(re.search(r"Jobs run: (\d+) completed", process.said())[1]) for process in processes]
    worker_pids = {pid for job in jobs for pid, _ in diary.entries(job.id)}
    assert min(ran) > 0
    assert {process.main.pid for process in processes} <= worker_pids
    assert sum(ran) <= len(jobs)
    assert eventually(lambda: not OrmQ.objects.exists())
    assert cluster.stop(within=5) == 0
    assert [event for _, event in diary.entries("chore")] == ["done"]
    assert Schedule.objects.get(id=note.id).next_run > note.next_run


def test_on_a_terminal_a_bar_shows_how_far_the_running_job_is(sleepers, diary):
    (job,) = sleepers(1, seconds=0.7)
    screen, terminal = pty.openpty()
    command = [sys.executable, "manage.py", "process_jobs"]
    variables = {
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "TEST_DATABASE": connection.settings_dict["NAME"],
        "CHAOS_DIARY": str(diary._path),
        "TERM": "xterm",
    }
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | variables, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        shown = b""
        while part := _read(screen):
            shown += part
        assert process.wait(10) == 0
    text = shown.decode()
    assert "━" in text
    assert f"sleeper {job.id} completed after" in text
    assert "Jobs run: 1 completed." in text
    assert " INFO " not in text


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # Linux: nobody has the other end any more
        return b""
