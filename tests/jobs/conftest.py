"""A job type that counts, and plans that have limits."""

import pytest

from tests.job_types import Noop


@pytest.fixture
def plan_limits(settings, monkeypatch) -> dict[str, int]:
    """Plans have the limits of a new installation, and the job type `noop` counts as a storybook."""
    settings.SUBSCRIPTION_LIMITS = {"guest": -1, "free": 1, "basic": 3, "premium": 10}
    monkeypatch.setattr(Noop, "counts_as", "storybook")
    return settings.SUBSCRIPTION_LIMITS
