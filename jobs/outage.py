"""One log line when something stops working and one when it works again, instead of one for every try."""

import logging

log = logging.getLogger("jobs")


class Outage:
    """Remembers whether `what` works at present. Only the first line of an error is logged: the rest can hold data."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lasting = False

    def failed(self, error: Exception) -> None:
        if not self._lasting:
            first_line = str(error).partition("\n")[0][:200]
            log.warning("%s.failing error=%s: %s", self._what, type(error).__name__, first_line)
        self._lasting = True

    def over(self) -> None:
        if self._lasting:
            log.info("%s.working_again", self._what)
        self._lasting = False
