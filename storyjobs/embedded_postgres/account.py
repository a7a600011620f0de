"""As whom the server runs. PostgreSQL refuses to be root, so root lends it another user."""

import os
import pwd
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from storyjobs.embedded_postgres.errors import ServerError

STAND_IN = "daemon"
"""Runs the server where everything belongs to root; every Linux has this user, for daemons that own files."""


@dataclass(frozen=True)
class Account:
    """The user who runs the server, with the setpriv options that turn root into that user."""

    name: str
    uid: int
    gid: int
    privileges: tuple[str, ...] = ()

    def command(self, argv: list[str], parent_death: str) -> list[str]:
        """The command that runs `argv` as this user; it gets the signal `parent_death` when its parent dies."""
        return ["setpriv", "--pdeathsig", parent_death, *self.privileges, "--", *argv]


@cache
def account_of(directory: Path) -> Account:
    """The user for the server in `directory`: oneself; for root the owner of the folder, or the stand-in."""
    uid = os.geteuid() or directory.stat().st_uid
    try:
        user = pwd.getpwuid(uid) if uid else pwd.getpwnam(STAND_IN)
    except KeyError:
        raise ServerError(
            f"The embedded PostgreSQL needs a user that /etc/passwd names, and {uid or STAND_IN} is not there;"
            " set DATABASE_URL to a PostgreSQL server."
        ) from None
    return Account(user.pw_name, user.pw_uid, user.pw_gid)


def make_folder(directory: Path, mode: int = 0o711) -> None:
    """Make the folder and its missing parents, each for the owner of the folder it is in, also when root makes it."""
    if not directory.is_dir():
        make_folder(directory.parent, mode=0o755)
        directory.mkdir(mode, exist_ok=True)
        _inherit_owner(directory)


def open_own(path: Path) -> IO[str]:
    """A closed file for reading and writing, made when missing, that belongs to the owner of its folder."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+")
    _inherit_owner(path)
    return file


def _inherit_owner(path: Path) -> None:
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
