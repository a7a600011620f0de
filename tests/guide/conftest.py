"""One site for the tests of a file: a web server and a cluster with the guide's limits and the offline studio."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs import fleet
from tests.books.web import RunningWeb, Visitor
from tests.chaos.clusters import RunningCluster, eventually
from tests.settings import MEDIA_ROOT

SECRET = "9d" * 32


@dataclass
class Site:
    """`logs` is the folder that all its processes write their logs to."""

    base: str
    logs: Path


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site") / "logs"
    folder.mkdir()
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "STORYJOBS_TEST_CHILD": 1,
        "STUDIO": "offline",
        "MEDIA_ROOT": MEDIA_ROOT,
        "WEBHOOK_SECRET": SECRET,
        "MAX_CONCURRENT_JOBS": 3,
        "MAX_JOBS_PER_USER": 100,
        "RATE_LIMIT_CRON": "off",
    }
    with django_db_blocker.unblock(), ExitStack() as stack:
        cluster = RunningCluster(folder, 1, **settings, Q_WORKERS=3)
        stack.callback(cluster.clear_away)
        cluster.wait_ready()
        web = stack.enter_context(RunningWeb(folder, **settings))
        yield Site(web.base, folder)


@pytest.fixture(autouse=True)
def attended(site, transactional_db):
    """The test before has emptied all tables, also that of the clusters."""
    assert eventually(fleet.alive)


@pytest.fixture
def visitor(site, client_of):
    """A function: somebody's HTTP client, or a guest's."""
    return lambda user=None: Visitor(site.base, client_of(user) if user else None)
