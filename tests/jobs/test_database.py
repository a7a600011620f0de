"""Database calls of a running job outlive a broken connection."""

import asyncio
import time

import psycopg
import pytest
from django.db import OperationalError, connection

from jobs.database import in_database

pytestmark = pytest.mark.django_db(transaction=True)


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _end_session(pid: int) -> None:
    params = connection.get_connection_params() | {"autocommit": True}
    with psycopg.connect(**params) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_call_on_a_broken_connection_is_repeated_on_a_new_one():
    async def calls() -> tuple[int, int]:
        before = await in_database(_session)
        _end_session(before)
        return before, await in_database(_session)

    before, after = asyncio.run(calls())
    assert before != after


def test_a_database_that_stays_away_is_reported_when_the_patience_ends():
    def away() -> None:
        raise OperationalError

    began = time.monotonic()
    with pytest.raises(OperationalError):
        asyncio.run(in_database(away, patience=0.3))
    assert 0.3 <= time.monotonic() - began < 2
