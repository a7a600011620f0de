"""What a full database costs: the same pages and calls on a million jobs and on a thousand, side by side in one run.

Two databases on one scratch server, filled by `manage.py seed_jobs` with the same number of jobs a day, so that both
have the same last day and differ in the years before it; --heavy puts all of the large one's jobs into 30 days
instead. On top of that both have the same queue. Each page is asked for in turns in both, through Django's whole stack
in this process, with every cache emptied before. Prints median milliseconds, and ratios, large by small.
"""

import argparse
import contextlib
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stage import percentile, prepare, run

SMALL, LARGE = "small", "large"
WAITING, RUNNING = 20, 3
TARGET = 1.5


@dataclass(frozen=True)
class Kind:
    """One thing that is timed: `call` does it on the database in use."""

    name: str
    call: Callable[[], None]
    warm: int = 1
    """Calls on a new connection before the timed one: hot statements are planned anew until the server knows them."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bin/bench scale", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=int, default=1_000_000, help="in the large database (default: 1,000,000)")
    parser.add_argument("--small", type=int, default=1000, help="jobs in the small one (default: 1,000)")
    parser.add_argument("--people", type=int, default=100_000, help="users in the large one; small: 100")
    parser.add_argument("--a-day", type=int, default=500, help="jobs on each day (default: 500)")
    parser.add_argument("--heavy", action="store_true", help="all of the large one's jobs within 30 days")
    parser.add_argument("--rounds", type=int, default=15, help="timed calls of each kind in each database")
    options = parser.parse_args()
    prepare(MAX_CONCURRENT_JOBS="10", ALLOWED_HOSTS="testserver", RATE_LIMIT_ADDRESS="off", RATE_LIMIT_USER="off")
    a_day = max(1, options.jobs // 30) if options.heavy else options.a_day
    fill(SMALL, options.small, 100, options.a_day)
    fill(LARGE, options.jobs, options.people, a_day)
    show(measure(kinds(), options.rounds))


def fill(name: str, jobs: int, people: int, a_day: int) -> None:
    """A migrated database of that name with its jobs and queue."""
    from django.core.management import call_command
    from django.db import connection

    print(f"Filling the {name} database with {jobs:,} jobs of {people:,} people, {a_day:,} a day ...", flush=True)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    with database(name):
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("seed_jobs", str(jobs), people=people, a_day=a_day)
        queue_up()


@contextlib.contextmanager
def database(name: str) -> Iterator[None]:
    """Statements go to that database for the length of the block."""
    from django.core.cache import cache
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    cache.clear()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def queue_up() -> None:
    """The jobs that wait and run, and the people who look at them."""
    from jobs.claiming import claim_next
    from jobs.engine import Submitter, submit
    from jobs.job_type import job_types
    from users.models import User

    User.objects.create_superuser("carol@example.com")
    alice = User.objects.create_user(phone="+966512345678")
    for _ in range(WAITING + RUNNING):
        submit(job_types()["noop"], {}, Submitter(alice if _ < 5 else None))
    for _ in range(RUNNING):
        claim_next()


def kinds() -> list[Kind]:
    from django.db import transaction

    from jobs.claiming import claim_next

    def claim() -> None:
        with transaction.atomic():
            if claim_next() is None:
                raise SystemExit("There was nothing to claim.")
            transaction.set_rollback(True)

    return [
        Kind("claim", claim, warm=10),
        Kind("job list", page("/admin/jobs/job/")),
        Kind("job list, failed", page("/admin/jobs/job/?status__exact=failed")),
        Kind("job list, one error code", page("/admin/jobs/job/?error=JOB_TIMEOUT")),
        Kind("job list, one type", page("/admin/jobs/job/?type=cartoonize")),
        Kind("job list, by id", page("/admin/jobs/job/?q=12345678-1234-1234-1234-123456789abc")),
        Kind("job list, by title", page("/admin/jobs/job/?q=Seed")),
        Kind("dashboard", page("/admin/")),
        Kind("user list", page("/admin/users/user/")),
        Kind("health", page("/api/jobs/health", good=(200, 503))),  # nobody works here, and the jobs do wait
        Kind("metrics", page("/metrics")),
        Kind("a family's jobs", page("/api/jobs/user", "alice")),
    ]


def page(path: str, who: str = "carol", good: tuple[int, ...] = (200,)) -> Callable[[], None]:
    """A GET by somebody who has signed in; the answer must be a good one."""
    from django.test import Client

    from users.models import User

    clients: dict[str, Client] = {}

    def get() -> None:
        from django.db import connection

        name = connection.settings_dict["NAME"]
        if name not in clients:
            clients[name] = Client()
            known = {"carol": {"email": "carol@example.com"}, "alice": {"phone": "+966512345678"}}
            clients[name].force_login(User.objects.get(**known[who]))
        answer = clients[name].get(path)
        if answer.status_code not in good:
            raise SystemExit(f"GET {path} was answered {answer.status_code}.")

    return get


def measure(kinds: list[Kind], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Milliseconds of each kind in each database, in turns."""
    taken: dict[str, dict[str, list[float]]] = {kind.name: {SMALL: [], LARGE: []} for kind in kinds}
    for kind in kinds:
        for number in range(rounds + 1):  # the first one warms up
            for name in (SMALL, LARGE):
                with database(name):
                    milliseconds = timed(kind)
                if number:
                    taken[kind.name][name].append(milliseconds)
        print(f"  {kind.name} measured", flush=True)
    return taken


def timed(kind: Kind) -> float:
    from django.core.cache import cache

    for _ in range(kind.warm):
        kind.call()
    cache.clear()
    began = time.perf_counter()
    kind.call()
    return 1000 * (time.perf_counter() - began)


def show(taken: dict[str, dict[str, list[float]]]) -> None:
    print(f"{'':<26} {'small':>9} {'large':>9} {'p95 large':>10}   ratio (target {TARGET} or less)")
    for name, times in taken.items():
        small, large = statistics.median(times[SMALL]), statistics.median(times[LARGE])
        print(
            f"{name:<26} {small:6.1f} ms {large:6.1f} ms {percentile(times[LARGE], 95):7.1f} ms   {large / small:5.2f}",
            flush=True,
        )


if __name__ == "__main__":
    run(main)
