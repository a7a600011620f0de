"""kill -9 of each part of a cluster: the rest goes on, or everything ends and says so."""

import signal

import pytest
from django_q.tasks import async_task

from jobs.engine import submit
from jobs.models import Job
from tests.chaos.clusters import eventually
from tests.chaos.job_types import Suicide


def test_jobs_still_run_after_all_idle_workers_were_killed_again_and_again(start_cluster, sleepers, assert_done_once):
    cluster = start_cluster(Q_WORKERS=3)
    for _ in range(3):
        killed = cluster.kill("worker")
        assert len(killed) == 3
        assert eventually(lambda killed=killed: len(_others(cluster, "worker", killed)) == 3)
        assert_done_once(sleepers(3), 5)
    assert cluster.stop(within=5) == 0


@pytest.mark.parametrize("role", ["monitor", "pusher"])
def test_a_killed_helper_is_replaced_and_jobs_go_on(start_cluster, sleepers, assert_done_once, role):
    cluster = start_cluster()
    for _ in range(3):
        killed = cluster.kill(role)
        assert eventually(lambda killed=killed: _others(cluster, role, killed))
        assert_done_once(sleepers(3), 5)
    assert cluster.stop(within=5) == 0


def test_a_message_of_django_q2_itself_is_run_by_a_worker(start_cluster, diary):
    cluster = start_cluster()
    async_task("tests.chaos.job_types.note", "message", "ran")
    assert eventually(lambda: diary.entries("message"), 5)
    ((worker, event),) = diary.entries("message")
    assert event == "ran"
    assert worker in _pids(cluster)


def test_a_worker_that_overruns_its_time_and_ignores_it_is_killed_and_replaced(start_cluster, diary):
    cluster = start_cluster()
    async_task("tests.chaos.job_types.hold_out", q_options={"timeout": 1})
    assert eventually(lambda: diary.worker_of("hold_out"), 5)
    stubborn = diary.worker_of("hold_out")
    assert eventually(lambda: stubborn not in _pids(cluster) and len(_pids(cluster)) == 2, 8)
    assert cluster.stop(within=5) == 0


def test_the_job_of_a_killed_worker_is_done_by_another_one(start_cluster, sleepers, diary, assert_done_once):
    cluster = start_cluster()
    (job,) = sleepers(1, seconds=3)
    assert eventually(lambda: diary.worker_of(job.id))
    victim = diary.worker_of(job.id)
    (worker,) = [part for part in cluster.parts("worker") if part.pid == victim]
    worker.kill()
    assert_done_once([job, *sleepers(5)], 25)
    assert diary.worker_of(job.id) != victim
    assert cluster.stop(within=5) == 0


def test_a_job_that_kills_its_workers_fails_when_its_tries_are_used_up(start_cluster, diary):
    cluster = start_cluster()
    job = submit(Suicide(), {})
    assert eventually(lambda: Job.objects.get(id=job.id).status == "failed", 25)
    assert Job.objects.get(id=job.id).error_code == "WORKER_LOST"
    assert len(diary.entries(job.id)) == 1
    assert cluster.stop(within=5) == 0


def test_a_cluster_whose_sentinel_was_killed_ends_with_70_and_leaves_no_orphan(
    start_cluster, sleepers, diary, assert_done_once
):
    cluster = start_cluster()
    (job,) = sleepers(1, seconds=2)
    assert eventually(lambda: diary.worker_of(job.id))
    cluster.kill("sentinel")
    assert cluster.exit_code(within=2) == 70
    start_cluster()
    assert_done_once([job], 25)


def test_a_cluster_whose_main_process_was_killed_leaves_no_orphan(start_cluster, sleepers, diary, assert_done_once):
    cluster = start_cluster()
    (job,) = sleepers(1, seconds=2)
    assert eventually(lambda: diary.worker_of(job.id))
    cluster.main.kill()
    assert cluster.exit_code(within=2) == -9
    start_cluster()
    assert_done_once([job], 25)


def test_a_cluster_whose_sentinel_is_stuck_ends_with_70(start_cluster):
    cluster = start_cluster(CHAOS_PRELOAD="tests.chaos.impatient")
    (sentinel,) = cluster.parts("sentinel")
    sentinel.suspend()
    assert cluster.exit_code(within=6) == 70
    assert "sentinel_stuck" in cluster.said()


def test_a_stop_signal_that_meets_a_dead_sentinel_does_not_hang(start_cluster):
    cluster = start_cluster()
    cluster.main.send_signal(signal.SIGSTOP)
    cluster.kill("sentinel")
    cluster.main.terminate()
    cluster.main.send_signal(signal.SIGCONT)
    assert cluster.exit_code(within=2) == 70


def _pids(cluster):
    return {part.pid for part in cluster.parts("worker")}


def _others(cluster, role, pids):
    return [part for part in cluster.parts(role) if part.pid not in pids]
