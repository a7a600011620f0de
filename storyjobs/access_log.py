"""Logs name paths only, and these without the secrets that some hold: read tokens in queries, the links of shares."""

import logging
import re
from typing import Any

QUERY = re.compile(r"(\?|%3F).*", re.IGNORECASE | re.DOTALL)  # an encoded one is a path's, but who typed it meant this
SHARED = re.compile(r"(/shared/)[^/]+")


class WithoutSecrets(logging.Filter):
    """Cuts the query off every address in a record's arguments, and what opens a shared book out of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_path_of, record.args))
        return True


def _path_of(argument: Any) -> Any:
    is_address = isinstance(argument, str) and argument.startswith("/")
    return SHARED.sub(r"\1…", QUERY.sub("", argument)) if is_address else argument
