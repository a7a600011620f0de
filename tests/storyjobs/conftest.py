"""Database servers for tests that stop, kill and besiege them."""

import pytest

from storyjobs.embedded_postgres.server import is_running

from .embedded import copy_server, eventually, using


@pytest.fixture(scope="session")
def seed(tmp_path_factory):
    """A folder with an initialised server that does not run."""
    folder = tmp_path_factory.mktemp("seed") / "postgres"
    with using(folder):
        pass
    assert eventually(lambda: not is_running(folder))
    return folder


@pytest.fixture
def directory(tmp_path, seed):
    """A folder with a stopped server of its own, which must be stopped again when the test ends."""
    folder = copy_server(seed, tmp_path / "postgres")
    yield folder
    assert eventually(lambda: not is_running(folder)), "a server was left behind"


@pytest.fixture
def new_directory(tmp_path):
    """Where a server could be: nothing is there yet. It must be stopped when the test ends."""
    folder = tmp_path / "postgres"
    yield folder
    assert eventually(lambda: not is_running(folder)), "a server was left behind"
