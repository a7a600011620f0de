"""Django's PostgreSQL backend on the embedded server: a connection, pooled or not, finds the server running."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.backends.postgresql import client
from psycopg import Connection, Cursor

from storyjobs.embedded_postgres.place import installed_binaries
from storyjobs.embedded_postgres.server import connection_params
from storyjobs.postgres import base


class EmbeddedConnection(Connection):
    """The pool's connection: each new one asks for the server again, which may have another socket after a restart."""

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs):
        return super().connect(conninfo, **kwargs | connection_params(settings.POSTGRES_DIR))


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell` with the psql beside the server."""

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict, parameters):
        params = connection_params(settings.POSTGRES_DIR)
        embedded = {"USER": params["user"], "HOST": params["host"], "PORT": params["port"]}
        args, env = super().settings_to_cmd_args_env(settings_dict | embedded, parameters)
        return [str(installed_binaries() / "psql"), *args[1:]], (env or {}) | {"PGREQUIREPEER": params["requirepeer"]}


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL whose host and user are the embedded server's; it is started by the first that connects."""

    client_class = DatabaseClient

    def __init__(self, settings_dict, alias):
        super().__init__(settings_dict, alias)
        options = self.settings_dict["OPTIONS"]
        if pool := options.get("pool"):
            own = {} if pool is True else pool
            self.settings_dict["OPTIONS"] = options | {"pool": own | {"connection_class": EmbeddedConnection}}

    def get_connection_params(self):
        return super().get_connection_params() | connection_params(settings.POSTGRES_DIR)

    @contextmanager
    def administrator(self) -> Iterator[Cursor]:
        """The server's superuser, as whom the server lets in its own user and root; our role may make no others."""
        params = connection_params(settings.POSTGRES_DIR) | {"user": "postgres", "dbname": "postgres"}
        with self.wrap_database_errors, Connection.connect(**params) as session, session.cursor() as cursor:
            yield cursor
