"""What the tests of deployment share."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.clusters import ROOT
from tests.deploy.production import production


@pytest.fixture(scope="module")
def collected(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A folder with the collected files of production."""
    folder = tmp_path_factory.mktemp("static")
    with django_db_blocker.unblock():
        environment = production(folder, STATIC_ROOT=folder)
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return folder


@pytest.fixture
def free_ports():
    """A function: so many ports that nobody listens on."""

    def find(count: int) -> list[int]:
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
        ports = [one.getsockname()[1] for one in sockets]
        for one in sockets:
            one.close()
        return ports

    return find
