"""The engine's hot statements, prepared on the server: parsing and planning them anew would cost more than they do."""

from typing import Any

import psycopg
from django.db import connection

from users.acting import IDENTITY, identity


def execute(sql: str, params: dict[str, Any]) -> psycopg.Cursor:
    """Run a statement on Django's connection, inside its transaction if there is one; Django's database errors."""
    connection.close_if_health_check_failed()  # as Django does before each cursor of its own
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return _executed(connection.connection, sql, params)


def _executed(session: psycopg.Connection, sql: str, params: dict[str, Any]) -> psycopg.Cursor:
    speaker = identity(session)
    if speaker is None:
        return psycopg.Cursor(session).execute(sql, params, prepare=True)
    with session.pipeline():  # one round trip, and outside of a transaction one of its own for both
        psycopg.Cursor(session).execute(IDENTITY, speaker, prepare=True)
        return psycopg.Cursor(session).execute(sql, params, prepare=True)
