"""django-q2's broker, with the job table as its queue: "a job is due" becomes a wake-up for a worker.

A wake-up carries nothing, so that losing, doubling or delaying one is harmless. The pusher process hears of new work
by NOTIFY and otherwise asks the database only when the next job comes due or the processing interval has passed.
Messages of django-q2's own (its schedules) go through its OrmQ table, each delivered at most once.
"""

import time
from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django_q.brokers.orm import ORM
from django_q.conf import Conf, logger
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from jobs import watchdog
from jobs.claiming import DUE_SQL, due_params
from jobs.drain import draining
from jobs.listener import Listener
from jobs.moves import WAKE_CHANNEL
from jobs.outage import Outage

WAKE_UP = "jobs.tasks.run_next"
MESSAGE = "message"
"""Payload of the notification that a message, not a job, is waiting."""

SLICE = 0.5  # s; the pusher looks for its stop event only between two dequeues
SPACING = 0.02  # s between two wake-ups while due jobs stay unclaimed and nothing new is heard
PAUSE = 0.5  # s between two tries while the database is away
LARGEST_MESSAGE = 100_000  # characters; must fit the queue between pusher and worker

_ENQUEUE = """
WITH message AS (INSERT INTO django_q_ormq (key, payload, lock) VALUES (%s, %s, now()) RETURNING id)
SELECT id, pg_notify(%s, %s) FROM message
"""
TAKE = """
DELETE FROM django_q_ormq WHERE id IN (
    SELECT id FROM django_q_ormq WHERE key = %s AND lock <= now() ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING payload
"""

Delivery = tuple[None, str]
"""What django-q2 takes: an acknowledgement id, here none, and a signed message."""


class JobBroker(ORM):
    def __init__(self, list_key: str | None = None) -> None:
        super().__init__(list_key)
        self._listener = Listener(Conf.ORM, WAKE_CHANNEL)
        self._outage = Outage("broker")
        self._wake_up = _wake_up()
        self._jobs_at = self._messages_at = 0.0  # when to look next, by the monotonic clock

    @staticmethod
    def get_connection(list_key: str | None = None):
        """The message table. The stock broker opens and closes connections here, also in a process about to fork."""
        return OrmQ.objects.using(Conf.ORM)

    def enqueue(self, task: str) -> int:
        """Store a signed message and tell the clusters, both in the caller's transaction. Returns the message's id."""
        if len(task) > LARGEST_MESSAGE:
            raise ValueError("A django-q2 message must be small: pass ids instead of data.")
        with connections[Conf.ORM].cursor() as cursor:
            cursor.execute(_ENQUEUE, [self.list_key, task, WAKE_CHANNEL, MESSAGE])
            return cursor.fetchone()[0]

    def dequeue(self) -> list[Delivery]:
        """What the workers should do next; empty after half a second of silence.

        Never raises: the pusher would sleep for 10 s and die.
        """
        if draining():
            time.sleep(SPACING)
            return []
        try:
            deliveries = self._next()
        except Exception as error:
            self._outage.failed(error)
            self._listener.close()
            time.sleep(PAUSE)
            return []
        self._outage.over()
        return deliveries

    def set_stat(self, key: str, value: str, timeout: int) -> None:
        """Called at each turn of the sentinel's guard loop, which is all that anybody wants to know of it."""
        watchdog.beat()

    def _next(self) -> list[Delivery]:
        if self._listener.connect():  # what was said before, it missed
            self._jobs_at = self._messages_at = 0.0
        heard = self._listener.wait(min(SLICE, min(self._jobs_at, self._messages_at) - time.monotonic()))
        now = time.monotonic()
        deliveries = []
        if MESSAGE in heard or now >= self._messages_at:
            deliveries += self._messages(now)
        if heard - {MESSAGE} and settings.ENABLE_AUTO_PROCESSING:
            deliveries.append((None, self._wake_up))  # the claim finds out whether it is due: asking first costs time
            self._jobs_at = now + SPACING
        elif heard - {MESSAGE} or now >= self._jobs_at:
            deliveries += self._wake_ups(now)
        return deliveries

    def _messages(self, now: float) -> list[Delivery]:
        payloads = [payload for (payload,) in self._listener.fetch(TAKE, [self.list_key, Conf.BULK])]
        self._messages_at = now if payloads else now + _interval()
        return [(None, payload) for payload in payloads if is_readable(payload)]

    def _wake_ups(self, now: float) -> list[Delivery]:
        ((due, next_in),) = self._listener.fetch(DUE_SQL, due_params())
        if due:
            self._jobs_at = now + SPACING
            return [(None, self._wake_up)]
        self._jobs_at = now + (_interval() if next_in is None else min(next_in, _interval()))
        return []


def _interval() -> float:
    return settings.JOB_PROCESSING_INTERVAL.total_seconds()


def _wake_up() -> str:
    """One message serves for all wake-ups: they are the same, and no result of them is kept."""
    task = {"id": uuid4().hex, "name": "wake-up", "func": WAKE_UP, "args": (), "kwargs": {}, "save": False}
    return SignedPackage.dumps({**task, "started": datetime.now(UTC)})


def is_readable(payload: str) -> bool:
    """A message that names code which a deploy removed would stop the pusher, and with it everybody else's messages."""
    try:
        SignedPackage.loads(payload)
    except Exception as error:  # unpickling runs foreign code: anything can come out
        logger.error("Dropped a message that cannot be read: %s", type(error).__name__)
        return False
    return True
