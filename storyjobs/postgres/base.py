"""Each statement carries its identity (`users.acting`) in the same round trip, and leaves none of it behind.

Django's cursor sends a statement as one simple query, in which more than one may stand: PostgreSQL runs them in one
transaction, so that what the first sets for its transaction holds for the second, and then for nobody any more.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import NotSupportedError, transaction
from django.db.backends.postgresql import base

from users.acting import IDENTITY, identity

NETWORK = {
    "keepalives_idle": "tcp_keepalives_idle",
    "keepalives_interval": "tcp_keepalives_interval",
    "keepalives_count": "tcp_keepalives_count",
    "tcp_user_timeout": "tcp_user_timeout",
}
"""How soon a network that went away silently is noticed: libpq's names of it, and the server's."""


class Cursor(base.Cursor):
    def execute(self, query, params=None, **options):
        speaker = identity(self.connection)
        if speaker is None or not query:  # a pool asks an empty query whether the session lives
            return super().execute(query, params, **options)
        statement = self.mogrify(query, params)  # apart from what changes: psycopg remembers how it reads a query
        super().execute(f"{IDENTITY % _quoted(speaker)}; {statement}", **options)
        self.nextset()
        return self

    def executemany(self, *args, **options):
        self._refuse()
        return super().executemany(*args, **options)

    def copy(self, *args, **options):
        self._refuse()
        return super().copy(*args, **options)

    def stream(self, *args, **options):
        self._refuse()
        return super().stream(*args, **options)

    def _refuse(self) -> None:
        if identity(self.connection):
            raise NotSupportedError("In a request only execute() can say for whom the database is asked.")


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        return super().get_connection_params() | {"cursor_factory": Cursor}

    def _configure_connection(self, connection):
        """The server's end is told what ours goes by. Else it waits for two hours for a client whose network was cut,
        and keeps every lock of the transaction that this client was in."""
        options = self.settings_dict["OPTIONS"]
        told = {name: str(options[ours]) for ours, name in NETWORK.items() if ours in options}
        if told:
            calls = ", ".join(["set_config(%s, %s, false)"] * len(told))
            psycopg.Cursor(connection).execute(f"SELECT {calls}", [part for pair in told.items() for part in pair])
        return super()._configure_connection(connection) or bool(told)

    def create_cursor(self, name=None):
        """A server-side cursor cannot carry an identity: where one is needed, the rows come at once."""
        return super().create_cursor(None if identity(self.connection) else name)

    @contextmanager
    def administrator(self) -> Iterator[base.Cursor]:
        """A cursor for statements on the roles of the whole server: with a login of our own there is only this one."""
        with transaction.atomic(self.alias), self.cursor() as cursor:
            yield cursor


def _quoted(values: dict[str, str]) -> dict[str, str]:
    """Names of roles and ids: nothing in them needs an escape."""
    return {name: f"'{value}'" for name, value in values.items()}
