"""A total time for a blocking call whose library limits each read alone: a server that drips would hold it for ever."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import TypeVar

Result = TypeVar("Result")


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """The work's result or exception. Raises TimeoutError in time; the thread ends when the server lets go."""
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    context = copy_context()  # what it logs is about the same job
    threading.Thread(target=context.run, args=(run,), name="call with a deadline", daemon=True).start()
    return future.result(timeout=seconds)
