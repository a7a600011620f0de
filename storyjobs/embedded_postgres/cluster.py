"""The files a server needs before it can start: its data, and the two that say who may connect."""

import os
import shutil
import subprocess
from pathlib import Path

from storyjobs.embedded_postgres.account import open_own
from storyjobs.embedded_postgres.errors import ServerError
from storyjobs.embedded_postgres.place import ENVIRONMENT, Place

ROLE = "storyjobs"
"""The name of the role and of the database. The role may make databases, and is no superuser: row security binds it."""
# PostgreSQL's own C.UTF-8: the same on every machine, whatever locales that has.
INITDB_OPTIONS = (
    *("--username=postgres", "--auth=reject", "--encoding=UTF8", "--no-locale"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
)
FIRST_STATEMENTS = f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {ROLE} OWNER {ROLE}\n"


def initialise(place: Place, lock: int) -> None:
    """Make the data unless it is there. It gets its name only when complete, so a crash halfway leaves nothing behind.

    `lock`, the held descriptor of the `server` file, goes on to the programs, so that nobody starts beside a leftover.
    """
    if place.data.exists():
        return
    fresh = place.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    os.chown(fresh, place.account.uid, place.account.gid)
    _run(place, ["initdb", *INITDB_OPTIONS], fresh, lock)
    _run(place, ["postgres", "--single", "postgres"], fresh, lock, FIRST_STATEMENTS)
    fresh.rename(place.data)


def access_options(place: Place) -> dict[str, str]:
    """Server options that let root and the server's own user in, known to the kernel, and nobody else."""
    users = "".join(f'storyjobs "{name}" all\n' for name in sorted({"root", place.account.name}))
    texts = {"hba_file": "local all all peer map=storyjobs\n", "ident_file": users}
    paths = {option: place.home / f"pg_{option.removesuffix('_file')}.conf" for option in texts}
    for option, text in texts.items():
        with open_own(paths[option]) as file:
            file.truncate(0)
            file.write(text)
            os.fchmod(file.fileno(), 0o644)
    return {option: str(path) for option, path in paths.items()}


def _run(place: Place, argv: list[str], data: Path, lock: int, statements: str = "") -> None:
    program, *arguments = argv
    result = subprocess.run(
        place.account.command([str(place.binaries / program), *arguments], parent_death="KILL"),
        input=statements,
        capture_output=True,
        text=True,
        errors="replace",
        env=ENVIRONMENT | {"PGDATA": str(data)},  # initdb would hand an argument to a shell
        cwd="/",
        pass_fds=[lock],
    )
    errors = [line for line in result.stderr.splitlines() if "ERROR" in line or "FATAL" in line or "error:" in line]
    if result.returncode or errors:
        reason = (errors or result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ServerError(f"The embedded PostgreSQL could not make its data in {place.home}: {reason}")
