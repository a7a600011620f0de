"""Databases beside ours on the same server: made to try a backup out, or to take our database's place."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from psycopg import sql

from storyjobs.backup.errors import BackupError

DAY = 86_400
NAME_BYTES = 63
_LONGEST_ENDING = len("_scratch_1234567890_1234567")

_SESSIONS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
_TABLES = """
SELECT relname::text FROM pg_class
 WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""
_ANY_TABLE = """
SELECT EXISTS (
    SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind IN ('r', 'p', 'm', 'f') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema')
"""


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Django's connection leads to this database for the length of the block."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def scratch() -> Iterator[str]:
    """The name of a new empty database, which is dropped in the end, unless it was renamed meanwhile."""
    _drop_left_behind()
    name = f"{_short(connection.settings_dict['NAME'])}_scratch_{int(time.time())}_{os.getpid()}"
    _create(name)
    try:
        yield name
    finally:
        drop(name)


def may_create() -> bool:
    return _asked("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = session_user")[0][0]


def exists(name: str) -> bool:
    return bool(_asked("SELECT 1 FROM pg_database WHERE datname = %s", [name]))


def sessions(name: str) -> int:
    """How many clients are connected to it, besides ourselves."""
    return _asked(_SESSIONS, [name])[0][0]


def tables() -> list[str]:
    """Of the database that Django is connected to."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall()]


def holds_anything() -> bool:
    """Whether the database that Django is connected to has a table in any schema, also in others than ours."""
    with connection.cursor() as cursor:
        cursor.execute(_ANY_TABLE)
        return cursor.fetchone()[0]


def counts() -> dict[str, int]:
    """How many rows each table has."""
    counted = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - quoted
            (counted[table],) = cursor.fetchone()
    return counted


def take_place(new: str, name: str) -> str | None:
    """Rename `new` to `name`, and what was called so before to the name that is returned, both at once.

    Raises BackupError where somebody is connected to one of them; then nothing has changed.
    """
    aside = f"{_short(name)}_before_{time.strftime('%Y%m%d%H%M%S', time.gmtime())}" if exists(name) else None
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    moves = ([(name, aside)] if aside else []) + [(new, name)]
    try:  # statements that are sent together are one transaction
        _asked(sql.SQL("; ").join(rename.format(*map(sql.Identifier, move)) for move in moves))
    except DatabaseError as error:
        raise BackupError(f"The databases could not change places: {error}") from None
    return aside


def drop(name: str) -> None:
    """PostgreSQL waits some seconds for sessions that are ending; WITH (FORCE) would stumble over an autovacuum."""
    _asked(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _create(name: str) -> None:
    try:
        _asked(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except DatabaseError as error:
        raise BackupError(
            f"A database beside ours could not be made: {str(error).strip()}. "
            "The login needs the right CREATEDB; a backup can do without by --no-verify."
        ) from None


def _drop_left_behind() -> None:
    """What a killed run could not drop."""
    pattern = f"{_short(connection.settings_dict['NAME'])}_scratch_%"
    for (name,) in _asked("SELECT datname::text FROM pg_database WHERE datname LIKE %s", [pattern.replace("_", r"\_")]):
        made_at = name.rsplit("_", 2)[1]
        if made_at.isdecimal() and int(made_at) < time.time() - DAY:
            drop(name)


def _short(name: str) -> str:
    """As much of it as leaves room for an ending."""
    return name.encode()[: NAME_BYTES - _LONGEST_ENDING].decode(errors="ignore")


def _asked(statement: str | sql.Composable, params: list | None = None) -> list[tuple]:
    """Said to the server outside of our own database, which must not be in use while it changes its name."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []
