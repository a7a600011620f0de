"""The migrated database that test databases are copies of: migrating costs seconds, copying a fraction of one."""

import hashlib
from pathlib import Path

from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).parents[1]
PREFIX = "storyjobs_migrated_"
DECIDING = ("*/migrations/*.py", "*/models.py", "users/row_security/*.py", "storyjobs/settings.py", "requirements.txt")
"""What a migrated database is made by."""
LOCK = 7_305_211
"""Of PostgreSQL, while one of many processes makes it."""


def migrated() -> str:
    """Its name: of what these migrations and libraries make. Made by whoever comes first and kept for the next run."""
    name = PREFIX + _fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
        kept = {row[0] for row in cursor.fetchall()}
        if name not in kept:
            for other in kept:
                cursor.execute(f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')
            _make(cursor, name)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _make(cursor, name: str) -> None:
    unfinished = f"{PREFIX}unfinished"
    cursor.execute(f'CREATE DATABASE "{unfinished}"')
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = unfinished
    try:
        call_command("migrate", run_syncdb=True, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted(file for pattern in DECIDING for file in ROOT.glob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
