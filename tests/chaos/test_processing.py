"""Having jobs processed over HTTP by a real cluster, with as few connections as a web process may have."""

import json
import threading
import time
import urllib.error
import urllib.request

import pytest

from jobs.models import Job
from jobs.states import Status
from tests.books.web import RunningWeb, Visitor
from tests.chaos.clusters import eventually

SECRET = "5e" * 32
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "ENABLE_AUTO_PROCESSING": "false"}


@pytest.fixture
def web(tmp_path, transactional_db):
    with RunningWeb(tmp_path, **SETTINGS, DATABASE_POOL_SIZE=1, WEBHOOK_SECRET=SECRET) as web:
        yield web


def cron(web: RunningWeb, **body) -> dict:
    headers = {"x-webhook-secret": SECRET, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{web.base}/api/cron/process-jobs", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def test_jobs_run_in_the_cluster_while_others_are_answered(web, start_cluster, sleepers, diary, carol, client_of):
    cluster = start_cluster(**SETTINGS)
    jobs = sleepers(4, seconds=1.0)
    answers: list[dict] = []
    asking = threading.Thread(target=lambda: answers.append(cron(web, emergencyMode=True, maxJobs=3)))
    asking.start()
    assert eventually(lambda: any(diary.entries(job.id) for job in jobs))
    began = time.monotonic()
    assert Visitor(web.base, client_of(carol)).get_json("/api/jobs/process")["queue"]["total"] == 4
    assert time.monotonic() - began < 1  # the one connection was free
    assert asking.is_alive()
    asking.join(20)
    assert (answers[0]["processed"], answers[0]["errors"], answers[0]["skipped"]) == (3, 0, 0)
    assert {diary.worker_of(job.id) for job in jobs[:3]} <= {worker.pid for worker in cluster.parts("worker")}
    assert list(Job.objects.filter(status=Status.PENDING)) == [jobs[3]]  # nobody told it to run
    assert diary.entries(jobs[3].id) == []
    assert cluster.stop(within=5) == 0
    with pytest.raises(urllib.error.HTTPError) as refusal:
        cron(web, emergencyMode=True)
    assert (refusal.value.code, json.load(refusal.value)["code"]) == (503, "NO_CLUSTER")
