"""Real clusters that make whole books, with stand-ins of OpenAI and Cloudinary on loopback."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings as project

from jobs.models import Job
from tests.books.drawn import countable_plan
from tests.chaos.clusters import RunningCluster, eventually
from tests.fakes.cloudinary import FakeCloudinary
from tests.fakes.openai import HERO, FakeOpenAI, story_for, unique_picture

KEY = "sk-proj-Zephyrwillow77"
FAMILY_WORDS = re.compile(
    r"lantern|\bmina\b|\bfox\b|striped yellow|meadow|zephyrwillow|/9j/4aaq|base64,", re.IGNORECASE
)
"""Of the story, its title, the hero, the prompts, the key and the photo. No log may hold them."""


@pytest.fixture(scope="module")
def openai_server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(KEY) as server:
        yield server


@pytest.fixture
def openai(openai_server) -> FakeOpenAI:
    """The stand-in as new: it answers everything at once, with scenes that can be told apart."""
    openai_server.reset()
    openai_server.key, openai_server.delay, openai_server.refusal, openai_server.links = KEY, 0, None, False
    openai_server.plan = countable_plan
    openai_server.hero = lambda call: HERO
    openai_server.story = story_for
    openai_server.picture = lambda call: unique_picture()
    openai_server.scores = lambda text: {}
    return openai_server


@pytest.fixture
def cloudinary() -> Iterator[FakeCloudinary]:
    with FakeCloudinary() as server:
        yield server


@contextmanager
def _clusters(folder, openai_server):
    """A function that starts clusters; in the end all are gone, and none has told what a family wrote."""
    running: list[RunningCluster] = []

    def start(**environment) -> RunningCluster:
        variables = {
            "DJANGO_SETTINGS_MODULE": "tests.books.settings",
            "STORYJOBS_TEST_CHILD": 1,
            "STUDIO": "openai",
            "OPENAI_BASE_URL": openai_server.base_url,
            "OPENAI_API_KEY": KEY,
            "MEDIA_ROOT": project.MEDIA_ROOT,
            "Q_WORKERS": 2,
            **environment,
        }
        cluster = RunningCluster(folder, len(running), **variables)
        running.append(cluster)
        cluster.wait_ready()
        return cluster

    try:
        yield start
    finally:
        for cluster in running:
            cluster.clear_away()
    for cluster in running:
        assert_discreet(cluster.said())


def assert_discreet(log: str) -> None:
    """A log holds nothing that a family wrote or sent, and no key."""
    assert [line for line in log.splitlines() if FAMILY_WORDS.search(line)] == []


@pytest.fixture(scope="module")
def cluster(django_db_setup, django_db_blocker, openai_server, tmp_path_factory) -> Iterator[RunningCluster]:
    """A cluster of two workers for the tests of a module that leave it as they found it."""
    with django_db_blocker.unblock(), ExitStack() as stack:
        yield stack.enter_context(_clusters(tmp_path_factory.mktemp("cluster"), openai_server))()


@pytest.fixture
def start_cluster(transactional_db, openai_server, tmp_path):
    """A function: start a cluster of two workers, with further environment variables, and wait until it is ready."""
    with _clusters(tmp_path, openai_server) as start:
        yield start


@pytest.fixture
def start_job(transactional_db, client_of):
    """A function: a user's (or a guest's) request of a type over HTTP; the job."""

    def start(path: str, user=None, /, **body) -> Job:
        answer = client_of(user).post(f"/api/jobs/{path}/start", body, content_type="application/json")
        assert answer.status_code == 202, answer.content
        return Job.objects.get(id=answer.json()["jobId"])

    return start


@pytest.fixture
def start_story(start_job, alice, photo_url):
    """A function: Alice's request for a written book, with changes to its body; the job."""
    hero = {"genre": "bedtime", "characterDescription": HERO["description"], "cartoonImageUrl": photo_url}
    return lambda **changes: start_job("auto-story", alice, **{**hero, "audience": "children", **changes})


@pytest.fixture
def cartoon(start_job, ended):
    """A function: somebody's finished job, with changes to the body of its request."""
    wish = {"prompt": HERO["description"]}
    return lambda user, **changes: ended(start_job("cartoonize", user, **{**wish, **changes}), "completed")


@pytest.fixture
def start_book(transactional_db, alice, client_of, request_body):
    """A function: Alice's request over HTTP, with changes to its body; the job."""

    def start(**changes) -> Job:
        answer = client_of(alice).post(
            "/api/jobs/storybook/start", request_body | changes, content_type="application/json"
        )
        assert answer.status_code == 202, answer.content
        return Job.objects.get(id=answer.json()["jobId"])

    return start


@pytest.fixture(scope="session")
def ended():
    """A function: the job, when it has ended within so many seconds, in the status that is expected."""

    def wait(job: Job, status: str, seconds: float = 20.0) -> Job:
        def has_ended() -> bool:
            job.refresh_from_db()
            return job.is_finished

        assert eventually(has_ended, seconds), (job.status, job.current_step, job.error_code)
        assert job.status == status, (job.status, job.error_code, job.error_message)
        return job

    return wait
