"""The engine's own cost: jobs whose work is nothing but the job record.

Throughput: a backlog worked off by a cluster of two workers, against two processes that do the same writes with plain
psycopg (claim, three progress updates, a 1 KB result; each with its event row and its notification in one statement,
each statement its own transaction), on the same server, table and indexes, the two taking turns. Pickup: the time from
the start call to the claim, idle.
"""

import argparse
import json
import statistics
import time
from multiprocessing import get_context

import psycopg
from stage import cluster, percentile, prepare, run, until

EVENT = """
INSERT INTO job_history (job_id, at, from_status, to_status, attempt, actor, reason, progress, step)
SELECT id, updated_at, '{was}', status, attempt, 'plain', '{reason}', progress, current_step FROM changed
RETURNING pg_notify('storyjobs_events', json_build_object('job', job_id, 'id', id, 'status', to_status,
                    'progress', progress, 'step', step, 'at', at)::text)
"""
CLAIM = """
WITH changed AS (
    UPDATE background_jobs SET status = 'processing', attempt = attempt + 1, started_at = clock_timestamp(),
           updated_at = clock_timestamp(), worker = 'plain', lease_expires_at = clock_timestamp() + interval '10 s'
     WHERE id = (SELECT id FROM background_jobs WHERE status = 'pending' AND run_at <= clock_timestamp()
                  ORDER BY priority DESC, run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING *
), noted AS ({event})
SELECT id, attempt, type, input_data FROM changed
"""
PROGRESS = """
WITH changed AS (
    UPDATE background_jobs SET progress = %s, current_step = %s, updated_at = clock_timestamp()
     WHERE id = %s AND attempt = %s AND status = 'processing' RETURNING *
) {event}
"""
COMPLETE = """
WITH changed AS (
    UPDATE background_jobs SET status = 'completed', progress = 100, completed_at = clock_timestamp(), worker = '',
           updated_at = clock_timestamp(), lease_expires_at = NULL, result_data = %s
     WHERE id = %s AND attempt = %s AND status = 'processing' RETURNING *
) {event}
"""
RESULT = json.dumps({"filler": "x" * 1000})


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench queue", description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000, help="jobs a round")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each side")
    parser.add_argument("--pickups", type=int, default=300, help="start calls to an idle cluster")
    options = parser.parse_args()
    prepare(MAX_CONCURRENT_JOBS="1000", Q_WORKERS="2")
    engine, plain = [], []
    for number in range(1, options.rounds + 1):
        engine.append(backlog(options.jobs, by_engine))
        plain.append(backlog(options.jobs, by_plain_psycopg))
        print(f"round {number}: engine {engine[-1]:.0f} jobs/s, plain psycopg {plain[-1]:.0f} jobs/s", flush=True)
    ratio = statistics.median(engine) / statistics.median(plain)
    print(f"backlog throughput, engine to plain psycopg, 2 workers each: {ratio:.2f} (target 0.5 or more)")
    waits = pickups(options.pickups)
    p50, p99 = percentile(waits, 50), percentile(waits, 99)
    print(f"idle pickup, start call to processing: p50 {p50:.1f} ms, p99 {p99:.1f} ms (targets 5 and 15)")


def backlog(jobs: int, work_off) -> float:
    """Jobs per second from the first claim to the last result, by the server's clock."""
    from django.db import connection

    from jobs.models import Job

    Job.objects.all().delete()
    fill(jobs)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE background_jobs")
        work_off()
        cursor.execute("SELECT extract(epoch FROM max(completed_at) - min(started_at))::float FROM background_jobs")
        return jobs / cursor.fetchone()[0]


def fill(jobs: int) -> None:
    from jobs.models import Job

    Job.objects.bulk_create([Job(type="noop", input_data={"size": 1000}) for _ in range(jobs)])


def finished() -> bool:
    from jobs.models import Job

    return not Job.objects.active().exists()


def by_engine() -> None:
    with cluster():
        until(finished)


def by_plain_psycopg() -> None:
    from django.db import connection

    params = connection.get_connection_params()
    known = ("dbname", "user", "password", "host", "port", "requirepeer")
    conninfo = psycopg.conninfo.make_conninfo(**{key: params[key] for key in known if params.get(key)})
    processes = [get_context("spawn").Process(target=plain_worker, args=[conninfo]) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def plain_worker(conninfo: str) -> None:
    claim = CLAIM.format(event=EVENT.format(was="pending", reason="claimed"))
    progress = PROGRESS.format(event=EVENT.format(was="processing", reason="progress"))
    complete = COMPLETE.format(event=EVENT.format(was="processing", reason="completed"))
    with psycopg.connect(conninfo, autocommit=True) as connection:
        while claimed := connection.execute(claim).fetchone():
            mine = claimed[:2]
            for percent in (25, 50, 75):
                connection.execute(progress, [percent, f"At {percent}", *mine])
            connection.execute(complete, [RESULT, *mine])


def pickups(times: int) -> list[float]:
    """Milliseconds from the start call to the claim, one job at a time."""
    from jobs.engine import submit
    from jobs.job_type import job_types
    from jobs.models import Job

    waits = []
    with cluster():
        for number in range(times + 10):
            called = time.time()
            job = submit(job_types()["noop"], {"size": 0})
            until(finished)
            job = Job.objects.get(id=job.id)
            if number >= 10:  # the first ones find a cluster that is still starting
                waits.append(1000 * (job.started_at.timestamp() - called))
    return waits


if __name__ == "__main__":
    run(main)
