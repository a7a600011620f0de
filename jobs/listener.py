"""A private database connection that hears notifications, for one process."""

import os
from typing import Any

import psycopg
from django.db import connections

CONNECTION_OPTIONS = {  # a network that went away silently is noticed within seconds
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # ms
}
STATEMENT_TIMEOUT = "5s"


class Listener:
    """Connects with first use, and again after `close` and in a forked child, as the alias is set up; never pooled.

    Must talk to PostgreSQL directly: a pooler between them that shares sessions loses notifications.
    """

    def __init__(self, alias: str, channel: str) -> None:
        self._alias, self._channel = alias, channel
        self._database: Any = None
        self._pid = 0

    def wait(self, seconds: float) -> set[str]:
        """The payloads heard by now, or the first ones within `seconds`."""
        return {notice.payload for notice in self._connection().notifies(timeout=max(0.0, seconds), stop_after=1)}

    def fetch(self, sql: str, parameters: Any) -> list[tuple]:
        return self._connection().execute(sql, parameters).fetchall()

    def close(self) -> None:
        database, self._database = self._database, None
        if database is not None and self._pid == os.getpid():  # a parent's session is not the child's to end
            database.close()

    def _connection(self) -> psycopg.Connection:
        if self._database is None or self._pid != os.getpid():
            self._database, self._pid = self._connect(), os.getpid()
        return self._database.connection

    def _connect(self) -> Any:
        database = connections[self._alias].copy()
        options = database.settings_dict["OPTIONS"]
        options.pop("pool", None)
        database.settings_dict["OPTIONS"] = {**CONNECTION_OPTIONS, **options}
        database.ensure_connection()
        with database.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
            cursor.execute(f"LISTEN {self._channel}")
        return database
