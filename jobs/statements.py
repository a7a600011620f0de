"""The engine's hot statements, prepared on the server: parsing and planning them anew would cost more than they do."""

from typing import Any

import psycopg
from django.db import connection


def execute(sql: str, params: dict[str, Any]) -> psycopg.Cursor:
    """Run a statement on Django's connection, inside its transaction if there is one; Django's database errors."""
    connection.close_if_health_check_failed()  # as Django does before each cursor of its own
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return psycopg.Cursor(connection.connection).execute(sql, params, prepare=True)
