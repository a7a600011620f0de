"""Everything that is stored, as one text to search in."""

from django.db import connection


def all_rows() -> str:
    """Every row of every table of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows: list[str] = []
        for table in tables:
            cursor.execute(f"SELECT row::text FROM {table} AS row")
            rows += [text for (text,) in cursor.fetchall()]
    return "\n".join(rows)
