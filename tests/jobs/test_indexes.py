"""The guide's indexes exist, and the engine's queries use them on a table that is full of finished jobs."""

import json
import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import budgets, estimates, measures, quotas
from jobs.claiming import DUE_SQL, _best, due_params
from jobs.health import measure
from jobs.models import CallbackDelivery, Job, JobHistory
from jobs.statements import execute
from jobs.states import ACTIVE
from users.acting import Acting, acting_as
from users.models import User

FILL = """
INSERT INTO background_jobs (id, type, status, progress, current_step, priority, run_at, attempt, worker,
    lease_expires_at, cancel_requested, retry_count, max_retries, error_code, error_message, input_data, result_data,
    created_at, updated_at, started_at, completed_at, title, callback_url, idempotency_key, request_hash, user_id)
SELECT gen_random_uuid(), CASE n %% 100 WHEN 0 THEN 'noop' ELSE 'other' END, status,
    CASE status WHEN 'completed' THEN 100 ELSE 0 END, '', n %% 3, at, 1, '',
    CASE status WHEN 'processing' THEN at + interval '10 s' END, false, 0, 3,
    CASE status WHEN 'failed' THEN 'JOB_FAILED' ELSE '' END, '', '{}',
    CASE status WHEN 'completed' THEN '{}'::jsonb END,
    at, at, at, CASE WHEN status IN ('completed', 'failed', 'cancelled') THEN at + interval '1 min' END,
    '', '', '', '', CASE n %% 50 WHEN 7 THEN %s::uuid END
FROM (SELECT n, now() - n * interval '1 min' AS at,
             CASE WHEN n %% 500 = 0 THEN 'pending' WHEN n %% 5000 = 1 THEN 'processing' WHEN n %% 50 = 2 THEN 'failed'
                  WHEN n %% 50 = 3 THEN 'cancelled' ELSE 'completed' END AS status
        FROM generate_series(1, 20000) AS n) AS rows
"""


@pytest.fixture(scope="module")
def owner_of_many(django_db_setup, django_db_blocker) -> Iterator[User]:
    """Whose jobs, with those of others, fill the table for all tests of this file: each takes back what it adds."""
    with django_db_blocker.unblock(), transaction.atomic():
        alice = User.objects.create_user(phone="+966512345678")
        with connection.cursor() as cursor:
            cursor.execute(FILL, [alice.pk])
            cursor.execute("ANALYZE background_jobs")
        yield alice
        transaction.set_rollback(True)


@pytest.fixture
def filled_table(owner_of_many, db):
    """Its rows are seen inside of a test's own transaction."""


@pytest.fixture
def alice(owner_of_many, db) -> User:
    return owner_of_many


def plan(sql: str, params=None) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        return json.dumps(cursor.fetchone()[0])


def plan_of(queryset) -> str:
    return plan(*queryset.query.sql_with_params())


@pytest.mark.parametrize(("by_priority", "index"), [(True, "idx_jobs_due_by_priority"), (False, "idx_jobs_due_by_age")])
@pytest.mark.usefixtures("filled_table")
def test_the_claim_walks_the_index_of_its_order(by_priority, index, settings):
    settings.ENABLE_PRIORITY_PROCESSING = by_priority
    chosen = plan(f"SELECT id FROM background_jobs WHERE {_best(automatic=True)}", due_params())
    assert index in chosen
    assert "idx_jobs_on_demand" in chosen
    assert "Seq Scan" not in chosen


@pytest.mark.usefixtures("filled_table")
def test_with_automatic_processing_off_the_claim_reads_no_job_that_nobody_told_to_run():
    chosen = plan(f"SELECT id FROM background_jobs WHERE {_best(automatic=False)}", due_params())
    assert "idx_jobs_on_demand" in chosen
    assert "idx_jobs_due" not in chosen


@pytest.mark.usefixtures("filled_table")
def test_looking_for_due_jobs_reads_no_finished_one():
    assert "Seq Scan" not in plan(DUE_SQL, due_params())


@pytest.mark.usefixtures("filled_table")
def test_the_sweep_finds_running_jobs_by_index():
    sql = "SELECT id FROM background_jobs WHERE status = 'processing' AND lease_expires_at < clock_timestamp()"
    assert "idx_background_jobs_processing" in plan(sql)


@pytest.mark.usefixtures("filled_table")
def test_a_users_unfinished_and_latest_jobs_are_found_by_index(alice, bob):
    assert "idx_" in plan_of(Job.objects.active().filter(user=bob))
    assert "idx_jobs_user_recent" in plan_of(Job.objects.filter(user=alice).order_by("-created_at")[:20])


@pytest.mark.usefixtures("filled_table")
def test_old_jobs_are_found_by_index():
    from datetime import timedelta

    oldest = timezone.now() - timedelta(days=13, hours=20)
    chosen = plan_of(Job.objects.finished_before(oldest))
    assert "idx_background_jobs_cleanup" in chosen or "idx_jobs_ended" in chosen


@pytest.mark.usefixtures("filled_table")
def test_health_reads_only_indexed_windows(monkeypatch):
    asked = []
    monkeypatch.setattr(measures, "execute", lambda *query: asked.append(query) or execute(*query))
    measure(timezone.now())
    assert len(asked) == 4
    assert not [sql for sql, params in asked if '"Seq Scan"' in plan(sql, params)]


@pytest.mark.django_db
def test_the_guides_indexes_exist():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'background_jobs'")
        indexes = dict(cursor.fetchall())
    assert "(status, created_at) WHERE" in indexes["idx_background_jobs_processing"]
    assert all(status in indexes["idx_background_jobs_processing"] for status in ACTIVE)
    assert indexes["idx_background_jobs_user_status"].endswith("(user_id, status, created_at)")
    assert "(status, completed_at) WHERE" in indexes["idx_background_jobs_cleanup"]
    assert indexes["idx_jobs_user_recent"].endswith("(user_id, created_at DESC)")


@pytest.mark.usefixtures("filled_table")
def test_what_jobs_usually_take_is_read_off_the_latest_completed_ones():
    values = {"type": "noop", "since": timezone.now() - estimates.WINDOW, "latest": estimates.LATEST}
    assert "idx_jobs_completed_by_type" in plan(estimates._TYPICAL, values)


@pytest.mark.usefixtures("filled_table")
def test_a_place_in_the_queue_is_counted_on_the_waiting_jobs_alone():
    job = Job.objects.filter(status="pending").order_by("run_at").last()
    values = {"on_demand": False, "priority": job.priority, "run_at": job.run_at, "id": job.id, "most": 999}
    chosen = plan(estimates._AHEAD.format(before=estimates._BEFORE_BY_PRIORITY), values)
    assert "Seq Scan" not in chosen


@pytest.mark.usefixtures("filled_table")
def test_row_security_leaves_the_indexes_their_work(alice, bob):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO job_history (job_id, at, from_status, to_status, attempt, actor, reason)"
            " SELECT id, now(), '', 'pending', 0, '', '' FROM background_jobs, generate_series(1, 3)"
        )
        cursor.execute("ANALYZE job_history")
    other = Job.objects.filter(status="completed").first()
    with acting_as(Acting(user_id=bob.pk, asked={other.id}, granted={other.id})):
        assert "background_jobs_pkey" in plan_of(Job.objects.filter(id=other.id))
        history = plan_of(JobHistory.objects.filter(job_id=other.id, id__gt=0).order_by("id"))
        assert "idx_job_history_in_order" in history
        assert "Seq Scan" not in history
    with acting_as(Acting(user_id=alice.pk)):
        assert "idx_jobs_user_recent" in plan_of(Job.objects.filter(user=alice).order_by("-created_at")[:20])


SPENT_IN_YEARS = """
INSERT INTO daily_spending (day, submitter, usd)
SELECT CURRENT_DATE - n / 20, gen_random_uuid(), 0.5 FROM generate_series(0, 19999) AS n
"""
USED_IN_YEARS = """
INSERT INTO quota_uses (job_id, submitter, month, given_back)
SELECT gen_random_uuid(), %s, date_trunc('month', CURRENT_DATE)::date - (n / 10) * 31, n %% 5 = 0
  FROM generate_series(0, 19999) AS n
"""


@pytest.mark.django_db
def test_what_a_day_has_cost_is_added_up_from_that_day_s_rows_alone():
    with connection.cursor() as cursor:
        cursor.execute(SPENT_IN_YEARS)
        cursor.execute("ANALYZE daily_spending")
    assert "daily_spending_once" in plan(budgets._SPENT, {"submitter": budgets.NOBODY})


@pytest.mark.django_db
def test_what_a_user_has_used_is_counted_by_index(alice):
    with connection.cursor() as cursor:
        cursor.execute(USED_IN_YEARS, [alice.pk])
        cursor.execute("ANALYZE quota_uses")
    assert "idx_quota_uses" in plan(quotas._USED, {"submitter": alice.pk})


@pytest.mark.usefixtures("filled_table")
def test_the_error_codes_to_choose_from_are_looked_up_in_their_index():
    from jobs.admin.filters import _CODES

    assert "Seq Scan" not in plan(_CODES)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "index"), [("pending", "idx_callbacks_due"), ("failed", "idx_callbacks_failed")])
def test_messages_that_wait_or_were_given_up_are_counted_by_index(state, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in plan_of(CallbackDelivery.objects.filter(state=state))


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "idx_jobs_recent"),
        ({"status__exact": "cancelled"}, "idx_jobs_recent_by_status"),
        ({"type": "noop"}, "idx_jobs_recent_by_type"),
        ({"error": "JOB_FAILED"}, "idx_jobs_recent_by_error"),
        ({"q": "+966512345678"}, "idx_jobs_user_recent"),
        ({"q": "an id"}, "background_jobs_pkey"),
        ({"q": "the lant"}, "idx_jobs_title"),
    ],
)
@pytest.mark.usefixtures("filled_table")
def test_the_admins_list_finds_its_rows_by_an_index(client_of, asked, index):
    Job.objects.filter(status="failed").update(title=Concat(Value("Another "), Cast("id", TextField())))
    Job.objects.filter(id__in=Job.objects.filter(status="cancelled")[:9].values("id")).update(title="The Lantern")
    asked = {name: str(Job.objects.first().id)[:8] if value == "an id" else value for name, value in asked.items()}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE background_jobs")
    client = client_of(User.objects.create_superuser("dora@example.com", "x"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/jobs/job/", asked).status_code == 200
    about_jobs = [query["sql"] for query in queries if '"created_at" DESC' in query["sql"]]
    (rows,) = [sql for sql in about_jobs if 'FROM "background_jobs" ' in sql and "COUNT(" not in sql]
    asked_of_jobs = rows.removeprefix("SELECT set_config").rpartition("; ")[2]  # but not who asks
    chosen = plan(asked_of_jobs.replace("%", "%%"))
    assert index in chosen
    assert not re.search(r'"Seq Scan"[^{}]*"background_jobs"', chosen)
