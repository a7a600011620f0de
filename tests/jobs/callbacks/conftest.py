import pytest

from tests.jobs.callbacks.receiver import receiving


@pytest.fixture
def receiver(settings):
    with receiving() as server:
        settings.TRUSTED_CALLBACK_HOSTS = [server.place]
        yield server
