"""The codes with which requests about jobs are refused, beside those that any request may meet."""

Refusals = dict[str, tuple[int, str]]
"""Code: (HTTP status, an example of its sentence)."""

_KNOWN: Refusals = {
    "CALLBACK_URL_FORBIDDEN": (400, "This callback address is not allowed. Use a public http or https address"),
    "PRIORITY_NOT_ALLOWED": (403, "Only staff can use this priority."),
    "PERMISSION_DENIED": (403, "You may see this job, and no more."),
    "JOB_NOT_FOUND": (404, "Job not found"),
    "ILLEGAL_MOVE": (409, "A completed job cannot be cancelled."),
    "IDEMPOTENCY_KEY_REUSED": (409, "This Idempotency-Key came with another request before."),
    "TOO_MANY_STREAMS": (429, "You have too many event streams open. Please try again in 30 seconds."),
    "BUDGET_REACHED": (429, "You have reached what can be made for you in one day. Please try again tomorrow."),
    "TOO_MANY_JOBS": (429, "You have too many unfinished jobs. Please wait until one has ended."),
}


def refusals(*codes: str) -> Refusals:
    return {code: _KNOWN[code] for code in codes}
