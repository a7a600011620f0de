"""Very many jobs that have ended, and the people who own them: to see how all of it does with a full database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from jobs.job_type import job_types
from jobs.models import Job
from jobs.statements import execute
from users.models import User

BATCH = 20_000
DOMAIN = "@seeded.invalid"
"""Of their e-mail addresses: nobody can have one there (RFC 2606)."""

_USERS = """
INSERT INTO users (id, password, is_superuser, is_external, full_name, onboarding_step, plan, is_staff, is_active,
                   email, created_at)
SELECT md5('seeded user ' || n)::uuid, '!', false, false, '', 'not_started', 'free', false, true,
       n || %(domain)s::text, %(now)s - n * interval '1 min'
  FROM generate_series(%(first)s, %(last)s) AS n
"""
# Of a hundred jobs four fail and three are cancelled, one of these before it ran; they run for 20 s to 7 min.
_JOBS = """
WITH seeded AS (
    SELECT md5('seeded job ' || n)::uuid AS id, (%(types)s::text[])[1 + n %% %(kinds)s] AS type,
           md5('seeded user ' || n %% %(people)s)::uuid AS user_id,
           CASE WHEN n %% 100 < 4 THEN 'failed' WHEN n %% 100 < 7 THEN 'cancelled' ELSE 'completed' END AS status,
           CASE WHEN n %% 100 >= 4 THEN '' WHEN n / 100 %% 10 = 0 THEN 'RATE_LIMITED'
                WHEN n / 100 %% 10 = 1 THEN 'WORKER_LOST' ELSE 'JOB_TIMEOUT' END AS error_code,
           %(now)s - (n * %(apart)s + 480) * interval '1 second' AS created_at,
           interval '1 second' * (1 + n %% 60) AS wait, interval '1 second' * (20 + n * 37 %% 400) AS run
      FROM generate_series(%(first)s, %(last)s) AS n
), jobs AS (
    INSERT INTO background_jobs (id, type, title, status, progress, current_step, user_id, priority, run_at, attempt,
        worker, cancel_requested, retry_count, max_retries, error_code, error_message, input_data, result_data,
        callback_url, idempotency_key, request_hash, created_at, updated_at, started_at, completed_at)
    SELECT id, type, 'Seeded', status, CASE status WHEN 'completed' THEN 100 ELSE 40 END, 'Ended', user_id, 1,
           created_at, 1, '', false, CASE error_code WHEN '' THEN 0 ELSE 3 END, 3, error_code, '',
           jsonb_build_object('story', repeat('Once upon a time. ', 20)),
           CASE status WHEN 'completed' THEN '{"seeded": true}'::jsonb END, '', '', '',
           created_at, created_at + wait + run, created_at + wait, created_at + wait + run
      FROM seeded
), steps AS (
    INSERT INTO job_steps (job_id, name, attempt, done, output, error, charges, cost_usd, started_at, finished_at)
    SELECT id, 'draw', 1, true, '{}', '', '[]', 0.04, created_at + wait, created_at + wait + run
      FROM seeded WHERE status = 'completed'
)
INSERT INTO job_history (job_id, at, from_status, to_status, attempt, actor, reason, progress, step)
SELECT id, at, was, became, 1, 'seeding', became, 0, ''
  FROM seeded, LATERAL (VALUES (created_at, '', 'pending'), (created_at + wait, 'pending', 'processing'),
                               (created_at + wait + run, 'processing', status)) AS moves (at, was, became)
"""


@dataclass(frozen=True)
class Plan:
    """How many jobs of how many people, the newest from minutes ago, each so many seconds before the next."""

    jobs: int
    people: int
    seconds_apart: float


def there_is_some() -> bool:
    return User.objects.filter(email__endswith=DOMAIN).exists()


def seed(plan: Plan, now: datetime, told: Callable[[int], None]) -> None:
    """Store people and jobs, a batch at a time; `told` how many jobs more. They are not counted in the tallies."""
    _in_batches(_USERS, plan.people, {"now": now, "domain": DOMAIN}, lambda more: None)
    types = list(job_types())
    values = {"now": now, "types": types, "kinds": len(types), "people": plan.people, "apart": plan.seconds_apart}
    _in_batches(_JOBS, plan.jobs, values, told)
    with connection.cursor() as cursor:  # as the server does by itself after a while
        for table in ("users", "background_jobs", "job_steps", "job_history"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _in_batches(sql: str, number: int, values: dict, told: Callable[[int], None]) -> None:
    for first in range(0, number, BATCH):
        last = min(first + BATCH, number) - 1
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, {**values, "first": first, "last": last})
        told(last - first + 1)


def remove(told: Callable[[int], None]) -> None:
    """Delete what was seeded, and nothing else."""
    while gone := _remove_batch():
        told(gone)
    # Nothing else is theirs: to ask each table about each of them, as Django would, takes minutes.
    execute("DELETE FROM users WHERE email LIKE %(pattern)s", {"pattern": f"%{DOMAIN}"})


@transaction.atomic
def _remove_batch() -> int:
    ids = list(Job.objects.filter(user__email__endswith=DOMAIN).values_list("id", flat=True)[:BATCH])
    execute("DELETE FROM job_history WHERE job_id = ANY(%(ids)s)", {"ids": ids})
    execute("DELETE FROM job_steps WHERE job_id = ANY(%(ids)s)", {"ids": ids})
    Job.objects.filter(id__in=ids).delete()
    return len(ids)
