"""A web server and a cluster to be called by programs that are not ours."""

from contextlib import ExitStack

import pytest
from django.conf import settings as project

from tests.books.conftest import openai, openai_server, start_cluster
from tests.books.web import RunningWeb

__all__ = ["openai", "openai_server", "start_cluster"]  # fixtures


@pytest.fixture
def start_web(transactional_db, tmp_path):
    """A function: start a web server, with further environment variables; its address."""
    with ExitStack() as stack:

        def start(**environment) -> str:
            own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1}
            web = RunningWeb(tmp_path, **own, MEDIA_ROOT=project.MEDIA_ROOT, **environment)
            return stack.enter_context(web).base

        yield start


@pytest.fixture
def session(alice, client_of) -> str:
    """The cookie of Alice's browser."""
    return f"sessionid={client_of(alice).cookies['sessionid'].value}"
