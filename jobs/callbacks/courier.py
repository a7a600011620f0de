"""The thread of a cluster's main process that delivers callbacks: unlike a task, it never waits for a free worker."""

import logging
import threading
import time
from collections import Counter
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from jobs.callbacks.deliveries import record, take
from jobs.callbacks.mail import SCHEME, mail
from jobs.callbacks.message import compose
from jobs.callbacks.post import Answer, post
from jobs.callbacks.webhooks import receiver_of
from jobs.listener import Listener
from jobs.models import CallbackDelivery
from jobs.moves import CALLBACK_CHANNEL
from jobs.outage import Outage
from jobs.statements import execute
from users.webhooks import signed_headers

log = logging.getLogger("jobs")

LOOK_SECONDS = 1.0  # without a notification; also how long a stop may take
TRY_SECONDS = 10.0  # from taking a message to leaving its receiver; well within the lease
SIDE_BY_SIDE = 8
OF_ONE_RECEIVER = 2  # so that a slow one leaves room for others


class Courier(threading.Thread):
    """Takes what is due and hands each message to a thread of its own; goes on whatever happens to the database.

    A stop waits for nobody: a message that is on its way is sent again when its lease runs out.
    """

    def __init__(self) -> None:
        super().__init__(name="courier", daemon=True)  # like its carriers: nothing of it may delay the exit
        self._stopped = threading.Event()
        self._finishing = threading.Event()
        self._outage = Outage("callbacks")
        self._listener = Listener(DEFAULT_DB_ALIAS, CALLBACK_CHANNEL)
        self._free = threading.BoundedSemaphore(SIDE_BY_SIDE)
        self._receivers: Counter[str] = Counter()
        self._counting = threading.Lock()

    def run(self) -> None:
        while not self._stopped.is_set():
            is_last = self._finishing.is_set()
            try:
                self._listener.connect()
                self._hand_out()
                if is_last and not self._busy():
                    break
                self._listener.wait(LOOK_SECONDS)
            except Exception as error:  # nobody else would deliver
                self._outage.failed(error)
                self._listener.close()
                self._stopped.wait(LOOK_SECONDS)
            else:
                self._outage.over()
        self._listener.close()

    def stop(self) -> None:
        self._stopped.set()

    def finish(self) -> None:
        """Stop when all that is due has been tried, at the latest after TRY_SECONDS."""
        until = time.monotonic() + TRY_SECONDS
        self._finishing.set()
        execute("SELECT pg_notify(%(channel)s, '')", {"channel": CALLBACK_CHANNEL})  # it may be listening
        self.join(TRY_SECONDS)
        self.stop()
        for _ in range(SIDE_BY_SIDE):
            self._free.acquire(timeout=max(0.0, until - time.monotonic()))

    def _hand_out(self) -> None:
        """Start a carrier for each message that is due, as far as there are free ones."""
        while not self._stopped.is_set() and self._free.acquire(timeout=LOOK_SECONDS):
            deadline = time.monotonic() + TRY_SECONDS
            try:
                taken = take(self._listener.fetch, self._busy())
            except BaseException:
                self._free.release()
                raise
            if taken is None:
                self._free.release()
                return
            self._count(taken[2], 1)
            threading.Thread(target=self._carry, args=(*taken, deadline), name="carrier", daemon=True).start()

    def _carry(self, delivery_id: UUID, tries: int, receiver: str, deadline: float) -> None:
        try:
            deliver(delivery_id, tries, deadline)
        except Exception as error:  # its lease runs out, and it is tried again; the error may quote the message
            log.error("callback.broken delivery=%s try=%s error=%s", delivery_id, tries, type(error).__name__)
        finally:
            connections.close_all()
            self._count(receiver, -1)
            self._free.release()

    def _busy(self) -> list[str]:
        with self._counting:
            return [receiver for receiver, running in self._receivers.items() if running >= OF_ONE_RECEIVER]

    def _count(self, receiver: str, change: int) -> None:
        with self._counting:
            self._receivers[receiver] += change
            if not self._receivers[receiver]:
                del self._receivers[receiver]


def deliver(delivery_id: UUID, tries: int, deadline: float) -> None:
    """Try once to deliver a message that was taken, and store how it went. Nothing happens when its job is deleted."""
    delivery = CallbackDelivery.objects.select_related("job").filter(id=delivery_id).first()
    if delivery is None:
        return
    answer = _send(delivery, deadline)
    state = record(delivery_id, tries, answer)
    log.info(
        "callback.tried delivery=%s job_id=%s try=%s answer=%r state=%s",
        delivery_id, delivery.job_id, tries, answer.said, state,
    )  # fmt: skip


def _send(delivery: CallbackDelivery, deadline: float) -> Answer:
    try:
        body = compose(delivery)
        url, secret = receiver_of(delivery)
    except Exception as error:  # a type of job or a webhook that is gone, say: tried again like any trouble
        log.error("callback.not_composed delivery=%s error=%s", delivery.id, type(error).__name__)
        return Answer("message could not be made")
    connections.close_all()  # none is held while the receiver takes its time
    if url.startswith(SCHEME):
        return mail(url, delivery.message, deadline)
    headers = signed_headers(str(delivery.id), body, secret, int(time.time())) if secret else {}
    return post(url, body, headers, deadline)
