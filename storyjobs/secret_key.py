"""A secret key for an installation that was given none: made once, kept in a file that only its owner can read."""

import os
import secrets
import tempfile
from pathlib import Path


def kept_secret_key(file: Path) -> str:
    """The key in `file`, made first if need be; processes that start together all get the same one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=file.parent)  # mkstemp makes it readable by the owner alone
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, file)  # atomic: whoever links first wins, nobody reads half a key
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return file.read_text().strip()
