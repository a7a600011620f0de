"""A new version takes the place of an old one as docs/deployment.md tells, while families go on asking for books."""

import itertools
import random
import threading
import time
from contextlib import ExitStack
from uuid import uuid4

import pytest

from jobs.models import Job
from tests.books.web import RunningWeb
from tests.chaos.clusters import eventually
from tests.deploy.production import Family


class Families(threading.Thread):
    """Start a job every so often, whatever happens to the servers, and note the ids that they were told."""

    def __init__(self, family: Family):
        super().__init__(daemon=True)
        self.family, self.jobs, self.over = family, [], threading.Event()
        self.failures: list[BaseException] = []

    def run(self) -> None:
        dice = random.Random()
        while not self.over.is_set():
            try:
                self.jobs.append(self._start(dice.uniform(0, 0.3)))
            except Exception as error:
                self.failures.append(error)
            time.sleep(0.1)

    def _start(self, seconds: float) -> str:
        key = uuid4().hex  # whoever is cut off in the middle of an answer asks again, with the same key
        for attempt in itertools.count():
            try:
                return self.family.ask_json("/api/jobs/sleeper/start", {"seconds": seconds}, key)["jobId"]
            except (ConnectionError, TimeoutError):
                if attempt == 3:
                    raise


@pytest.fixture
def start_web(transactional_db, tmp_path):
    """A function: another web server, which runs until it is closed or the test ends."""
    with ExitStack() as servers:
        numbers = itertools.count()

        def start() -> RunningWeb:
            folder = tmp_path / f"web-{next(numbers)}"
            folder.mkdir()
            settings = {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "STORYJOBS_TEST_CHILD": 1}
            return servers.enter_context(RunningWeb(folder, **settings, ALLOWED_HOSTS="*", MAX_JOBS_PER_USER=1000))

        yield start


def test_a_deploy_loses_no_job_runs_none_twice_and_uses_up_no_retry(
    start_web,
    start_cluster,
    sleepers,
    diary,
    assert_done_once,
):
    old_web, old_cluster = [start_web(), start_web()], start_cluster()
    families = Families(Family(*(web.port for web in old_web)))
    long = sleepers(2, seconds=5)  # longer than a cluster takes to start
    assert eventually(lambda: all(diary.worker_of(job.id) for job in long))
    families.start()

    new_cluster = start_cluster(Q_WORKERS=4)
    assert old_cluster.stop(within=4) == 0
    for place, web in enumerate(old_web):
        families.family.ports[place] = start_web().port
        web.stop()
    families.over.set()
    families.join(10)

    assert families.failures == []
    assert len(set(families.jobs)) == len(families.jobs) > 30
    jobs = list(Job.objects.all())
    assert {str(job.id) for job in jobs} == {*families.jobs, *(str(job.id) for job in long)}
    assert_done_once(jobs, 20)
    assert {*Job.objects.values_list("retry_count", "error_code")} == {(0, "")}
    assert {diary.worker_of(job.id) for job in long} <= {worker.pid for worker in new_cluster.parts("worker")}
