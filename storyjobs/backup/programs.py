"""PostgreSQL's own programs for dumps. Their major version has to be the server's: a newer pg_dump writes settings into
its dump that an older server refuses, and an older one does not dump a newer server at all.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from storyjobs.backup.errors import BackupError
from storyjobs.embedded_postgres.errors import ServerError
from storyjobs.embedded_postgres.place import installed_binaries

ELSEWHERE = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
"""Where Debian and Red Hat keep those of each version; on the PATH there is one of them, or a script that chooses."""
LOOK_SECONDS = 0.2
SCHEMA = ("--schema=public",)
"""A hosted database has schemas of its host's beside ours."""

_LIBPQ = {option.keyword.decode() for option in Conninfo.get_defaults()}


@dataclass(frozen=True)
class Programs:
    folder: Path

    def dump(self, to: IO[bytes], snapshot: str, told: Callable[[int], None]) -> None:
        """Write the database as a transaction with this exported snapshot sees it; `told` hears of written bytes.

        Our login is bound by row security as every other; as a member of the service's role it sees every row.
        """
        options = [*SCHEMA, "--format=custom", "--enable-row-security", f"--snapshot={snapshot}", "--no-password"]
        self._run("pg_dump", options, stdout=to, told=lambda: told(os.fstat(to.fileno()).st_size))

    def restore(self, archive: IO[bytes], told: Callable[[int], None]) -> None:
        """Fill the empty database that Django is connected to, all or nothing; `told` hears of bytes that were read."""
        options = [*SCHEMA, "--no-owner", "--exit-on-error", "--single-transaction", "--no-password"]
        self._run("pg_restore", options, stdin=archive, told=lambda: told(archive.tell()))

    def _run(self, program: str, options: list[str], told: Callable[[], None], **streams: IO[bytes]) -> None:
        place, environment = _where()
        process = subprocess.Popen(
            [str(self.folder / program), *options, f"--dbname={place}"],
            env=os.environ | environment,
            stderr=subprocess.PIPE,
            **{"stdin": subprocess.DEVNULL, **streams},
        )
        try:
            complaints = _watched(process, told)
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            raise BackupError(f"{program} failed: {complaints}")


def programs() -> Programs:
    """Those of the server's own major version. Raises BackupError where there are none."""
    wanted = connection.pg_version // 10_000
    seen = []
    for folder in _folders():
        version = _version(folder)
        if version == wanted:
            return Programs(folder)
        seen += [f"{version} in {folder}"] if version else []
    raise BackupError(
        f"The server is PostgreSQL {wanted}, and pg_dump and pg_restore {wanted} are not here"
        f" ({'; '.join(seen) or 'none of any version'}). On Debian: apt-get install postgresql-client-{wanted}"
    )


def _folders() -> Iterator[Path]:
    if found := shutil.which("pg_dump"):
        yield Path(found).parent
    for pattern in ELSEWHERE:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")))
    try:
        yield installed_binaries()
    except ServerError:  # the wheel is not installed: nothing embedded here
        return


def _version(folder: Path) -> int | None:
    """The major version of both programs; None where one is missing or they differ."""
    try:
        said = [subprocess.check_output([folder / name, "--version"], text=True) for name in ("pg_dump", "pg_restore")]
    except (OSError, subprocess.CalledProcessError):
        return None
    versions = {int(match[1]) for match in (re.search(r"\) (\d+)", line) for line in said) if match}
    return versions.pop() if len(versions) == 1 else None


def _where() -> tuple[str, dict[str, str]]:
    """Django's database for libpq: a connection string, and the password apart, which no list of processes may show."""
    params = {name: value for name, value in connection.get_connection_params().items() if name in _LIBPQ}
    password = params.pop("password", None)
    return make_conninfo(**params), {"PGPASSWORD": password} if password else {}


def _watched(process: subprocess.Popen, told: Callable[[], None]) -> str:
    """Wait for its end; the last line that it complained with."""
    while True:
        try:
            _, complaints = process.communicate(timeout=LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            told()
        else:
            lines = complaints.decode(errors="replace").strip().splitlines()
            return next((line for line in lines if "error:" in line), lines[-1] if lines else "it gave no reason")
