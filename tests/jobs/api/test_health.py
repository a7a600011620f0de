"""GET /api/jobs/health"""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.states import Status
from tests.jobs.helpers import job_in, make_job

pytestmark = pytest.mark.django_db


def health(client_of) -> tuple[int, dict]:
    response = client_of().get("/api/jobs/health")
    return response.status_code, response.json()


def test_a_fresh_system_is_healthy(client_of):
    code, body = health(client_of)
    assert (code, body["status"], body["message"]) == (200, "healthy", "All systems operational")
    assert body["metrics"] == {"queueDepth": 0, "processingCapacity": 3, "successRate": 100}


def test_waiting_jobs_alone_leave_the_rates_whole(client_of):
    make_job()
    assert health(client_of)[1]["metrics"] == {"queueDepth": 1, "processingCapacity": 3, "successRate": 100}


def test_a_cancelled_job_is_no_failure(client_of):
    job_in(Status.CANCELLED)
    job_in(Status.COMPLETED)
    assert health(client_of)[1]["metrics"]["successRate"] == 100


@pytest.mark.parametrize(("depth", "code", "word"), [(20, 200, "healthy"), (21, 200, "warning"), (51, 503, "critical")])
def test_a_deep_queue_is_a_warning_and_then_critical(client_of, depth, code, word):
    Job.objects.bulk_create([Job(type="noop", input_data={}) for _ in range(depth)])
    assert (health(client_of)[0], health(client_of)[1]["status"]) == (code, word)


def test_the_worst_rule_decides(client_of):
    Job.objects.bulk_create([Job(type="noop", input_data={}) for _ in range(25)])
    Job.objects.filter(status="pending").update(run_at=timezone.now() - timedelta(hours=1))
    assert health(client_of)[1]["status"] == "critical"


def test_many_failures_are_critical(client_of):
    job_in(Status.FAILED)
    assert health(client_of)[1]["status"] == "critical"
