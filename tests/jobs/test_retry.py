import pytest

from jobs.errors import PermanentError, TransientError
from jobs.retry import RetryPolicy

POLICY = RetryPolicy(base=2, cap=60)


@pytest.mark.parametrize(("done", "ceiling"), [(0, 2), (1, 4), (2, 8), (3, 16), (20, 60)])
def test_the_wait_doubles_up_to_a_cap_with_jitter_in_its_upper_half(done, ceiling):
    waits = {POLICY.delay(done, 99, TransientError("Busy.")) for _ in range(50)}
    assert all(ceiling / 2 <= wait <= ceiling for wait in waits)
    assert len(waits) > 1


def test_the_wait_is_never_shorter_than_what_the_provider_asked_for():
    assert POLICY.delay(0, 3, TransientError("Busy.", retry_after=500)) == 500


def test_there_is_no_retry_after_a_permanent_error_or_the_last_try():
    assert POLICY.delay(0, 3, PermanentError("No.")) is None
    assert POLICY.delay(3, 3, TransientError("Busy.")) is None
    assert POLICY.delay(0, 0, TransientError("Busy.")) is None
