"""What the log of this process would hold."""

import io
import logging
import re
from collections.abc import Iterator


class Written(io.StringIO):
    def lines(self) -> list[str]:
        return self.getvalue().splitlines()

    def found(self, pattern: str) -> list[str]:
        return [line for line in self.lines() if re.search(pattern, line)]


def listening(formatter: logging.Formatter) -> Iterator[Written]:
    """The body of a fixture: what is logged while a test runs, made into lines by the formatter."""
    stream = Written()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logging.root.addHandler(handler)
    try:
        yield stream
    finally:
        logging.root.removeHandler(handler)
