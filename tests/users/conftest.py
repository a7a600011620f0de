"""The phones of families."""

from collections.abc import Iterator

import pytest

from tests.fakes.sms import FakeSms


@pytest.fixture(scope="module")
def gateway() -> Iterator[FakeSms]:
    with FakeSms() as server:
        yield server


@pytest.fixture
def sent(gateway, settings) -> FakeSms:
    """The gateway that has sent what this test makes us send."""
    gateway.reset()
    settings.CODE_DELIVERY, settings.SMS_URL, settings.SMS_AUTHORIZATION = "sms", f"{gateway.url}/send", FakeSms.KEY
    return gateway
