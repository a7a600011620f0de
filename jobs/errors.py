"""Why work fails, in the kinds the engine tells apart: for good, for now, or not before another day.

A job type raises one of these; whether and when the job is tried again follows from the kind alone.
`message` is shown to the family that waits for the book, so it never holds a provider's own words, a path or a secret.
"""

from datetime import UTC, datetime
from typing import Any


class JobError(Exception):
    """A failure with a stable `code` and one sentence for the person who waits.

    `http_status`, `retry_after` (seconds) and `extra` are for a client whose request meets it, before there is a job:
    the status of the answer, its Retry-After, and what its body tells besides.
    """

    code = "JOB_FAILED"
    http_status = 500
    retry_after: float | None = None
    extra: dict[str, Any] = {}

    def __init__(self, message: str, *, code: str | None = None):
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class PermanentError(JobError):
    """Trying again cannot help: bad input, refused content, a missing key."""

    http_status = 400


class TransientError(JobError):
    """Passing trouble: worth another try, not before `retry_after` seconds when the other side asked for that."""

    code = "EXTERNAL_SERVICE_ERROR"
    http_status = 503

    def __init__(self, message: str, *, code: str | None = None, retry_after: float | None = None):
        super().__init__(message, code=code)
        self.retry_after = retry_after


class Postponed(JobError):
    """Nothing is wrong, but the work may not go on before the moment `until`: it waits, and no retry is used up."""

    http_status = 429

    def __init__(self, message: str, until: datetime, *, code: str | None = None):
        super().__init__(message, code=code)
        self.until = until
        self.retry_after = max(1.0, (until - datetime.now(UTC)).total_seconds())


class JobLost(Exception):
    """The worker no longer owns the job (cancelled, timed out, taken over): stop at once and write nothing."""
