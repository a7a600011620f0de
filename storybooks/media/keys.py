"""The one spelling of a media key: small letters, digits and dashes, folders and one ending. No dots to climb with."""

import re

KEY = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*\.[a-z0-9]+")
LONGEST_KEY = 200


def checked(key: str) -> str:
    """The key. Raises ValueError for any other spelling: a mistake of the caller's, who made the key."""
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise ValueError("This is not a media key.")
    return key
