"""Clusters to hurt, and what must hold afterwards."""

import pytest

from jobs.engine import submit
from jobs.models import Job, JobHistory
from jobs.states import Status
from tests.chaos import job_types
from tests.chaos.clusters import Diary, RunningCluster, eventually


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/chaos/" in item.path.as_posix():
            item.add_marker(pytest.mark.chaos)


@pytest.fixture
def start_cluster(transactional_db, tmp_path):
    """A function: start a cluster of two workers, with further environment variables, and wait until it is ready;
    or another command, for which nobody waits.
    """
    clusters: list[RunningCluster] = []

    def start(*command: str, wait: bool = True, **environment) -> RunningCluster:
        cluster = RunningCluster(tmp_path, len(clusters), *command, **{"Q_WORKERS": 2, **environment})
        clusters.append(cluster)
        if wait and not command:
            cluster.wait_ready()
        return cluster

    yield start
    for cluster in clusters:
        cluster.clear_away()


@pytest.fixture
def diary(tmp_path) -> Diary:
    return Diary(tmp_path)


@pytest.fixture
def sleepers(transactional_db):
    """A function: submit `count` jobs that take `seconds` each."""

    def make(count: int, seconds: float = 0.0) -> list[Job]:
        return [submit(job_types.Sleeper(), {"seconds": seconds}) for _ in range(count)]

    return make


@pytest.fixture
def assert_done_once(diary):
    """A function: every one of the jobs completes within `seconds`, once, and never in two places at a time."""

    def check(jobs: list[Job], seconds: float = 20.0) -> None:
        ids = [job.id for job in jobs]
        done = Job.objects.filter(id__in=ids, status=Status.COMPLETED)
        assert eventually(lambda: done.count() == len(ids), seconds), list(
            Job.objects.filter(id__in=ids).values_list("status", "attempt", "error_code")
        )
        assert JobHistory.objects.filter(job__in=ids, to_status=Status.COMPLETED).count() == len(ids)
        assert [job_id for job_id in ids if diary.overlaps(job_id)] == []

    return check
