"""The hot statements are prepared, on whatever connection they run."""

import pytest
from django.db import connection

from jobs import outcomes
from jobs.claiming import DUE_SQL, due_params
from jobs.listener import Listener
from jobs.moves import WAKE_CHANNEL
from tests.jobs.helpers import claimed


def prepared(session) -> list[str]:
    return [text for (text,) in session.execute("SELECT statement FROM pg_prepared_statements").fetchall()]


@pytest.mark.django_db
def test_claims_progress_and_endings_are_prepared_on_the_server():
    _, claim = claimed()
    outcomes.report_progress(claim, 25, "Reading")
    outcomes.complete(claim, {})
    with connection.cursor() as cursor:
        statements = "\n".join(prepared(cursor.connection))
    assert "greatest(job.progress" in statements
    assert "attempt = job.attempt + 1" in statements
    assert "Completed successfully" in statements


@pytest.mark.django_db(transaction=True)
def test_looking_for_due_jobs_is_prepared_on_the_brokers_connection():
    listener = Listener("default", WAKE_CHANNEL)
    listener.connect()
    try:
        listener.fetch(DUE_SQL, due_params())
        assert any("min(run_at)" in statement for statement in prepared(listener.session))
    finally:
        listener.close()
