"""PostgreSQL goes away under a working cluster and comes back: nobody dies, nothing is lost or done twice."""

import os
import signal
import time
from unittest.mock import patch

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from jobs.models import Job
from tests.chaos.clusters import closed_to_all, eventually
from tests.storyjobs.embedded import postmaster_of

EMBEDDED = project.DATABASES["default"]["ENGINE"] == "storyjobs.embedded_postgres"
PARTS = ("sentinel", "worker", "monitor", "pusher")


def test_jobs_outlive_three_seconds_without_a_database(start_cluster, sleepers, diary, assert_done_once):
    cluster = start_cluster()
    before = _pids(cluster)
    running, waiting = sleepers(2, seconds=4), sleepers(2)
    assert eventually(lambda: all(diary.worker_of(job.id) for job in running))
    with closed_to_all():
        time.sleep(3)
    assert_done_once([*running, *waiting, *sleepers(2)], 15)
    assert set(Job.objects.values_list("attempt", flat=True)) == {1}
    assert _pids(cluster) == before
    assert "broker.failing" in cluster.said()
    assert eventually(lambda: "broker.working_again" in cluster.said(), 2)
    assert cluster.stop(within=5) == 0


def test_an_idle_cluster_takes_a_job_soon_after_the_database_is_back(start_cluster, sleepers, assert_done_once):
    cluster = start_cluster()
    before = _pids(cluster)
    with closed_to_all():
        time.sleep(1)
    assert_done_once(sleepers(1), 2.5)
    assert _pids(cluster) == before


def test_a_cluster_stops_in_time_while_the_database_is_away(start_cluster):
    cluster = start_cluster()
    with closed_to_all():
        assert eventually(lambda: "broker.failing" in cluster.said())
        assert cluster.stop(within=3) == 0


def test_a_cluster_started_without_a_database_works_as_soon_as_there_is_one(start_cluster, sleepers, assert_done_once):
    with closed_to_all():
        cluster = start_cluster()
        assert eventually(lambda: "broker.failing" in cluster.said())
    assert_done_once(sleepers(2), 5)


@pytest.fixture
def own_server(transactional_db, tmp_path):
    """The database of the test moves to an embedded server that nobody else uses; returns the server's folder."""
    connection.close()
    folder = tmp_path / "postgres"
    with override_settings(POSTGRES_DIR=folder), patch.dict(connection.settings_dict, NAME="storyjobs"):
        call_command("migrate", verbosity=0)
        yield folder
        connection.close()
        os.kill(postmaster_of(folder), signal.SIGQUIT)


@pytest.mark.skipif(not EMBEDDED, reason="needs a server that a test may restart")
def test_jobs_outlive_a_restart_of_the_server(own_server, start_cluster, sleepers, diary, assert_done_once):
    cluster = start_cluster(POSTGRES_DIR=own_server)
    before = _pids(cluster)
    running, waiting = sleepers(2, seconds=2), sleepers(2)
    assert eventually(lambda: all(diary.worker_of(job.id) for job in running))
    connection.close()
    os.kill(postmaster_of(own_server), signal.SIGINT)
    assert_done_once([*running, *waiting], 15)
    assert set(Job.objects.values_list("attempt", flat=True)) == {1}
    assert _pids(cluster) == before


def _pids(cluster) -> dict[str, set[int]]:
    return {role: {part.pid for part in cluster.parts(role)} for role in PARTS}
