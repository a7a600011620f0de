"""A private database connection that hears notifications, for one process."""

import os
from typing import Any

import psycopg
from django.db import connections

STATEMENT_TIMEOUT = "5s"


class Listener:
    """A session as the alias is set up, but not from a pool.

    Must talk to PostgreSQL directly: a pooler between them that shares sessions loses notifications.
    """

    def __init__(self, alias: str, channel: str) -> None:
        self._alias, self._channel = alias, channel
        self._database: Any = None
        self._pid = 0

    def connect(self) -> bool:
        """Make sure that there is a session of this very process; True for a new one, which heard nothing yet."""
        if self._database is not None and self._pid == os.getpid():
            return False
        self._database, self._pid = self._connect(), os.getpid()
        return True

    def wait(self, seconds: float) -> set[str]:
        """The payloads heard by now, or the first ones within `seconds`."""
        return {notice.payload for notice in self.session.notifies(timeout=max(0.0, seconds), stop_after=1)}

    def fetch(self, sql: str, parameters: Any) -> list[tuple]:
        return psycopg.Cursor(self.session).execute(sql, parameters, prepare=True).fetchall()

    @property
    def session(self) -> psycopg.Connection:
        return self._database.connection

    def close(self) -> None:
        database, self._database = self._database, None
        if database is not None and self._pid == os.getpid():  # a parent's session is not the child's to end
            database.close()

    def _connect(self) -> Any:
        database = connections[self._alias].copy()
        database.settings_dict["OPTIONS"].pop("pool", None)
        database.ensure_connection()
        with database.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
            cursor.execute(f"LISTEN {self._channel}")
        return database
