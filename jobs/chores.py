"""What django-q2's schedules and messages have due, done in this process: for installations without a cluster.

A schedule queues its message and moves on in one transaction, and a message is taken by deleting it: so each is done
once, however many processes and clusters look.
"""

from multiprocessing import Value
from queue import SimpleQueue

from django.db import connections
from django_q.brokers import Broker, get_broker
from django_q.conf import Conf
from django_q.monitor import monitor
from django_q.scheduler import scheduler
from django_q.signing import SignedPackage
from django_q.worker import worker

from jobs.broker import TAKE, is_readable
from jobs.drain import draining

MOST = 100
"""What is still left after so many is for the next time."""


def do_due() -> int:
    """Do what is due, one thing after the other; how many. Call it in the main thread: each has a time limit there.

    Ends early when this process is told to stop. Nothing that fails is raised: it becomes a row of django-q2's, as in a
    cluster.
    """
    if draining():
        return 0
    broker = get_broker()
    scheduler(broker)
    for done in range(MOST):
        payload = None if draining() else _taken(broker)
        if payload is None:
            return done
        if is_readable(payload):
            _do(payload)
    return MOST


def _taken(broker: Broker) -> str | None:
    with connections[Conf.ORM].cursor() as cursor:
        cursor.execute(TAKE, [broker.list_key, 1])
        row = cursor.fetchone()
    return row[0] if row else None


def _do(payload: str) -> None:
    """Through django-q2's own worker and monitor, with plain queues between them."""
    tasks, results = SimpleQueue(), SimpleQueue()
    tasks.put(SignedPackage.loads(payload))
    tasks.put("STOP")
    worker(tasks, results, Value("f", -1))
    results.put("STOP")
    monitor(results)
