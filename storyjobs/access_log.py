"""Logs name paths only, and these without the secrets that some hold: read tokens in queries, the links of shares."""

import logging
import re
from typing import Any

# An encoded mark is a path's, as is one that is missing, but who typed it meant this.
QUERY = re.compile(r"(\?|%(25)*3F|token(=|%(25)*3D)).*", re.IGNORECASE | re.DOTALL)
SHARED = re.compile(r"(shared)[^a-z].*", re.IGNORECASE | re.DOTALL)


class WithoutSecrets(logging.Filter):
    """Cuts the query off whatever a record's arguments say, and all that follows `shared`: the link of a shared book.

    A client writes an address as it likes: with the host before it, with capitals, with more slashes than it needs.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_secrets, record.args))
        return True


def _without_secrets(argument: Any) -> Any:
    return SHARED.sub(r"\1/…", QUERY.sub("", argument)) if isinstance(argument, str) else argument
