"""A new version takes the place of an old one as docs/deployment.md tells, while families go on asking for books."""

import itertools
import random
import socket
import threading
from contextlib import ExitStack

import pytest

from jobs.models import Job
from tests.books.web import RunningWeb
from tests.chaos.clusters import eventually
from tests.deploy.production import Family


class Families(threading.Thread):
    """Start a job every so often, here and there in turn, and note the ids that they are told, or what went wrong."""

    def __init__(self, *ports: int):
        super().__init__(daemon=True)
        self._servers = itertools.cycle([Family(port) for port in ports])
        self.jobs, self.failures, self.over = [], [], threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.1):
            seconds = random.uniform(0, 0.3)
            try:
                self.jobs.append(next(self._servers).ask_json("/api/jobs/sleeper/start", {"seconds": seconds})["jobId"])
            except Exception as error:
                self.failures.append(error)


@pytest.fixture
def listeners():
    """Two ports that are held open, whoever serves there: in the place of systemd."""
    with ExitStack() as stack:
        yield [stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=100)) for _ in range(2)]


@pytest.fixture
def start_web(transactional_db, tmp_path):
    """A function: another web server on a socket, which runs until it is stopped or the test ends."""
    with ExitStack() as servers:
        numbers = itertools.count()

        def start(listener: socket.socket) -> RunningWeb:
            folder = tmp_path / f"web-{next(numbers)}"
            folder.mkdir()
            many = {"ALLOWED_HOSTS": "*", "MAX_JOBS_PER_USER": 1000}
            settings = {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "STORYJOBS_TEST_CHILD": 1, **many}
            return servers.enter_context(RunningWeb(folder, listener, **settings))

        yield start


def test_a_deploy_loses_no_request_and_no_job_runs_none_twice_and_uses_up_no_retry(
    listeners, start_web, start_cluster, sleepers, diary, assert_done_once
):
    webs, old_cluster = [start_web(listener) for listener in listeners], start_cluster()
    families = Families(*(listener.getsockname()[1] for listener in listeners))
    long = sleepers(2, seconds=5)  # longer than a cluster takes to start
    assert eventually(lambda: all(diary.worker_of(job.id) for job in long))
    families.start()

    new_cluster = start_cluster(Q_WORKERS=4)
    assert old_cluster.stop(within=4) == 0
    for web, listener in zip(webs, listeners, strict=True):
        web.stop()
        start_web(listener)
    assert eventually(lambda: len(families.jobs) > 20)
    families.over.set()
    families.join(10)

    assert families.failures == []
    assert len(set(families.jobs)) == len(families.jobs)
    jobs = list(Job.objects.all())
    assert {str(job.id) for job in jobs} == {*families.jobs, *(str(job.id) for job in long)}
    assert_done_once(jobs, 20)
    assert {*Job.objects.values_list("retry_count", "error_code")} == {(0, "")}
    assert {diary.worker_of(job.id) for job in long} <= {worker.pid for worker in new_cluster.parts("worker")}
