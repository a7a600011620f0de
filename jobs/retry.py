"""When a failed job is tried again: exponential back-off with full jitter and a cap, or never."""

import random
from dataclasses import dataclass

from jobs.errors import PermanentError, TransientError


@dataclass(frozen=True)
class RetryPolicy:
    """`base` and `cap` are seconds. The wait before retry n (counted from 0) is drawn from the upper half of
    base * 2^n, so that jobs which failed together do not come back together; it never undercuts what the other side
    asked for.
    """

    base: float = 2.0
    cap: float = 60.0

    def delay(self, retries_done: int, max_retries: int, error: BaseException) -> float | None:
        """Seconds to wait before the next try, or None when there is none."""
        if isinstance(error, PermanentError) or retries_done >= max_retries:
            return None
        ceiling = min(self.cap, self.base * 2**retries_done)
        wait = random.uniform(ceiling / 2, ceiling)  # noqa: S311 - jitter, not a secret
        asked = error.retry_after if isinstance(error, TransientError) else None
        return max(wait, asked or 0.0)
