"""Two clusters lose parts at random for a while, and are started again when they end, as a supervisor would do it."""

import random
import time

from jobs.models import Job
from tests.chaos.clusters import RunningCluster, eventually

ROLES = ["worker"] * 4 + ["pusher", "monitor", "sentinel", "main"]
DEATHS = 15
JOBS = 80


def test_every_job_is_done_once_while_parts_of_two_clusters_are_killed_at_random(
    start_cluster, sleepers, assert_done_once
):
    dice = random.Random()
    clusters = [start_cluster(), start_cluster()]
    jobs = [job for _ in range(JOBS) for job in sleepers(1, seconds=dice.uniform(0, 1))]
    deaths = 0
    while deaths < DEATHS:  # however long a slow machine takes to start what was killed
        place = dice.randrange(2)
        deaths += len(_kill_one(clusters[place], dice.choice(ROLES)))
        time.sleep(dice.uniform(0, 0.8))
        for number, cluster in enumerate(clusters):
            if cluster.main.poll() is not None:
                assert eventually(lambda cluster=cluster: not cluster.processes(), 1), "orphans"
                clusters[number] = start_cluster()
    assert_done_once(jobs, 40)
    assert Job.objects.filter(error_code="WORKER_LOST", status="failed").count() == 0
    assert [cluster.stop(within=5) for cluster in clusters] == [0, 0]


def _kill_one(cluster: RunningCluster, role: str) -> list[int]:
    """Without its main process or its sentinel a cluster has to end, however long a slow machine takes to notice."""
    killed = [cluster.main.pid] if role == "main" else cluster.kill(role, count=1)
    if role == "main":
        cluster.main.kill()
    if killed and role in ("main", "sentinel"):
        cluster.main.wait(20)
    return killed
