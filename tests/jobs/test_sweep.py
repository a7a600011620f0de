"""Jobs of dead workers come back, and those that kill their workers come to an end."""

import pytest
from django.db import connection, connections

from jobs.claiming import claim_next
from jobs.engine import cancel
from jobs.models import Job
from jobs.states import Status
from jobs.sweep import SWEEP_LOCK, sweep
from tests.jobs.helpers import claimed, expire_lease, make_job

pytestmark = pytest.mark.django_db


def test_a_job_without_heartbeat_is_due_again_at_once():
    job, _ = claimed()
    expire_lease(job)
    assert sweep() == 1
    job.refresh_from_db()
    assert (job.status, job.retry_count, job.error_code) == (Status.PENDING, 1, "WORKER_LOST")
    assert claim_next().attempt == 2


def test_a_job_with_heartbeat_is_left_alone():
    job, _ = claimed()
    assert sweep() == 0
    job.refresh_from_db()
    assert job.status == Status.PROCESSING


def test_a_job_that_loses_its_worker_each_time_ends_failed():
    job = make_job(max_retries=2)
    runs = 0
    while claim_next():
        runs += 1
        expire_lease(job)
        sweep()
    job.refresh_from_db()
    assert (runs, job.status, job.error_code) == (3, Status.FAILED, "WORKER_LOST")


def test_a_cancelled_job_of_a_dead_worker_ends_cancelled():
    job, _ = claimed()
    cancel(job.id, actor="alice")
    expire_lease(job)
    sweep()
    job.refresh_from_db()
    assert job.status == Status.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_a_sweep_leaves_the_work_to_one_that_is_at_it():
    job, _ = claimed()
    expire_lease(job)
    other = connections.create_connection("default")
    other.settings_dict = connection.settings_dict
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SWEEP_LOCK])
    assert sweep() == 0
    other.close()
    while not sweep():  # the server frees the lock when it has noticed the closed connection
        pass
    assert Job.objects.get(id=job.id).status == Status.PENDING
