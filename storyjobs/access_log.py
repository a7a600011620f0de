"""Logs name paths only: what stands in a query, such as a read token, is for the server alone."""

import logging
import re
from typing import Any

QUERY = re.compile(r"(\?|%3F).*", re.IGNORECASE | re.DOTALL)  # an encoded one is a path's, but who typed it meant this


class WithoutQuery(logging.Filter):
    """Cuts the query off every address in a record's arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_path_of, record.args))
        return True


def _path_of(argument: Any) -> Any:
    is_address = isinstance(argument, str) and argument.startswith("/")
    return QUERY.sub("", argument) if is_address else argument
