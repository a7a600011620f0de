"""What a line of the log is about: a stable event, its fields, and the request and the job in which it was written.

A caller either writes `log.info("files.erased count=%s", n)`, whose first word is the event, or, where people and
scripts look for certain words, `tell(log, INFO, "job.failed", "❌ …", …)`. `storyjobs.logs` makes the lines.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

_ids: ContextVar[Mapping[str, str]] = ContextVar("log_ids", default=MappingProxyType({}))


def bind(**ids: str) -> None:
    """Put these ids on every line from here to the end of the task or thread."""
    _ids.set({**_ids.get(), **ids})


@contextmanager
def bound(**ids: str) -> Iterator[None]:
    """Put these ids on every line that is written inside the block, also by tasks and threads started in it."""
    token = _ids.set({**_ids.get(), **ids})
    try:
        yield
    finally:
        _ids.reset(token)


def bound_ids() -> Mapping[str, str]:
    """`request_id` and `job_id`, where there are any."""
    return _ids.get()


def tell(log: logging.Logger, level: int, event: str, sentence: str, *words: Any, **fields: Any) -> None:
    """Log a sentence for people with its event and fields for machines."""
    log.log(level, sentence, *words, extra={"event": event, "fields": fields})
