"""Every way to stop a cluster: running jobs are handed back or ended, in time, and the exit code is honest."""

import signal
import time

import pytest

from jobs.engine import submit
from jobs.models import Job
from jobs.states import Status
from tests.chaos.clusters import eventually
from tests.chaos.job_types import Blocker, Clinger


def test_an_idle_cluster_stops_within_two_seconds(start_cluster):
    cluster = start_cluster()
    assert cluster.stop(within=2) == 0
    assert "cluster.stopped" in cluster.said()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_whole_group_hands_running_jobs_back(start_cluster, sleepers, diary, assert_done_once, signum):
    cluster = start_cluster()
    running, waiting = sleepers(2, seconds=3), sleepers(2)
    assert eventually(lambda: all(diary.worker_of(job.id) for job in running))
    cluster.signal_group(signum)
    assert cluster.exit_code(within=4) == 0
    for job in running:
        job.refresh_from_db()
        assert (job.status, job.retry_count) == (Status.PENDING, 0)
    start_cluster()
    assert_done_once(running + waiting)


def test_a_job_that_swallows_cancellation_loses_its_worker_and_the_stop_is_clean(start_cluster, diary):
    cluster = start_cluster(CLUSTER_STOP_SECONDS=12)
    job = submit(Clinger(), {})
    assert eventually(lambda: diary.entries(job.id))
    assert cluster.stop(within=10) == 0
    job.refresh_from_db()
    assert (job.status, job.retry_count) == (Status.PENDING, 0)


def test_a_job_that_cannot_be_told_anything_is_ended_at_the_stop_deadline(start_cluster, diary):
    cluster = start_cluster(CLUSTER_STOP_SECONDS=3)
    job = submit(Blocker(), {})
    assert eventually(lambda: diary.entries(job.id))
    began = time.monotonic()
    assert cluster.stop(within=5) == 124
    assert time.monotonic() - began > 2.5
    assert Job.objects.get(id=job.id).status == Status.PROCESSING  # until its lease runs out


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_second_signal_ends_the_cluster_at_once(start_cluster, diary, signum, code):
    cluster = start_cluster()
    job = submit(Blocker(), {})
    assert eventually(lambda: diary.entries(job.id))
    cluster.main.terminate()
    time.sleep(0.5)  # two signals in one moment count as one
    cluster.main.send_signal(signum)
    assert cluster.exit_code(within=2) == code


def test_a_signal_while_the_parts_start_stops_the_cluster(start_cluster):
    cluster = start_cluster(wait=False)
    assert eventually(lambda: cluster.parts("sentinel"))
    assert cluster.stop(within=5) == 0


def test_a_signal_before_there_are_any_parts_stops_the_cluster(start_cluster):
    cluster = start_cluster(wait=False, CHAOS_PRELOAD="tests.chaos.interrupted")
    assert cluster.exit_code(within=5) == 0
