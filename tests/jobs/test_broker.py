"""The broker as django-q2's pusher uses it: what it delivers, when it asks the database, what it survives."""

import time

import psycopg
import pytest
from django.db import connection, transaction
from django_q.signing import SignedPackage
from django_q.tasks import async_task

from jobs import broker as broker_module
from jobs.broker import LARGEST_MESSAGE, WAKE_UP, JobBroker
from jobs.listener import Listener
from jobs.models import Job
from tests.jobs.helpers import claimed, make_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(monkeypatch):
    """A broker that has connected and found nothing to do. Its waits are short: tests are in a hurry."""
    monkeypatch.setattr(broker_module, "SLICE", 0.03)
    broker = JobBroker("storyjobs")
    assert _deliveries(broker, 0.05) == []
    yield broker
    broker._listener.close()


@pytest.fixture
def questions(monkeypatch) -> list[str]:
    """What the broker asks the database from now on."""
    asked = []
    fetch = Listener.fetch

    def noted(self, sql, parameters):
        asked.append("messages" if sql == broker_module.TAKE else "jobs")
        return fetch(self, sql, parameters)

    monkeypatch.setattr(Listener, "fetch", noted)
    return asked


def test_a_submitted_job_becomes_a_wake_up(broker):
    make_job()
    assert _first(broker) == WAKE_UP


def test_a_job_that_waits_already_is_found_by_a_new_broker():
    make_job()
    fresh = JobBroker("storyjobs")
    assert _first(fresh) == WAKE_UP
    fresh._listener.close()


def test_a_submission_that_is_rolled_back_wakes_nobody(broker, questions):
    with transaction.atomic():
        make_job()
        transaction.set_rollback(True)
    assert _deliveries(broker, 0.3) == []
    assert questions == []


def test_a_job_for_later_wakes_when_it_comes_due_again_after_its_submission(broker):
    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        make_job()
        cursor.execute("UPDATE background_jobs SET run_at = clock_timestamp() + interval '0.7 seconds'")
    assert _first(broker) == WAKE_UP  # a notification is passed on unseen: the claim finds nothing due
    assert _first(broker) == WAKE_UP
    assert 0.7 < time.monotonic() - began < 1.2


def test_a_job_beyond_the_limit_wakes_once_at_most_and_is_not_asked_for_again(broker, questions, settings):
    settings.MAX_CONCURRENT_JOBS = 1
    claimed()
    make_job()
    assert len(_deliveries(broker, 0.4)) <= 2  # at most one for each submission heard
    assert questions.count("jobs") <= 2


def test_nothing_is_due_while_automatic_processing_is_off(broker, settings):
    settings.ENABLE_AUTO_PROCESSING = False
    make_job()
    assert _deliveries(broker, 0.2) == []


def test_unclaimed_jobs_bring_one_wake_up_in_twenty_milliseconds(broker):
    make_job()
    assert 5 <= len(_deliveries(broker, 0.4)) <= 22


def test_wake_ups_end_with_the_last_due_job(broker):
    make_job()
    assert _first(broker) == WAKE_UP
    Job.objects.all().delete()
    _deliveries(broker, 0.05)
    assert _deliveries(broker, 0.2) == []


def test_silence_costs_no_question(broker, questions):
    assert _deliveries(broker, 1.2) == []
    assert questions == []


def test_in_silence_the_broker_looks_again_when_the_processing_interval_has_passed(broker, questions, settings):
    settings.JOB_PROCESSING_INTERVAL *= 0.01
    _notify("")
    _notify("message")  # from here on the shorter interval counts
    _deliveries(broker, 0.1)
    questions.clear()
    _deliveries(broker, 0.7)
    assert 2 <= questions.count("jobs") == questions.count("messages") <= 4


def test_one_look_never_lasts_longer_than_half_a_second(broker, monkeypatch):
    monkeypatch.undo()
    began = time.monotonic()
    assert broker.dequeue() == []
    assert 0.4 < time.monotonic() - began < 0.7


def test_a_draining_cluster_is_woken_no_more(broker, monkeypatch):
    make_job()
    monkeypatch.setattr(broker_module, "draining", lambda: True)
    assert _deliveries(broker, 0.1) == []


def test_messages_of_django_q2_are_delivered_once_and_in_order(broker):
    for number in range(3):
        async_task("math.sqrt", number)
    delivered = [SignedPackage.loads(payload) for _, payload in _deliveries(broker, 0.3)]
    assert [task["args"] for task in delivered] == [(0,), (1,), (2,)]
    assert broker.queue_size() == 0


def test_messages_of_another_cluster_stay_where_they_are(broker):
    JobBroker("elsewhere").enqueue(SignedPackage.dumps({"func": "math.sqrt"}))
    assert _deliveries(broker, 0.1) == []
    assert JobBroker("elsewhere").queue_size() == 1


def test_a_message_of_a_rolled_back_transaction_was_never_sent(broker):
    with transaction.atomic():
        async_task("math.sqrt", 4)
        transaction.set_rollback(True)
    assert _deliveries(broker, 0.1) == []


def test_a_message_that_cannot_be_read_starves_no_other(broker, caplog):
    broker.enqueue("nobody:signed:this")
    broker.enqueue(SignedPackage.dumps({"func": _Unloadable()}))
    async_task("math.sqrt", 4)
    delivered = [SignedPackage.loads(payload)["func"] for _, payload in _deliveries(broker, 0.3)]
    assert delivered == ["math.sqrt"]
    assert broker.queue_size() == 0


def test_a_message_too_large_for_the_way_to_the_worker_is_refused(broker):
    with pytest.raises(ValueError, match="small"):
        broker.enqueue("x" * (LARGEST_MESSAGE + 1))


def test_a_lost_session_is_replaced_within_a_second(broker, caplog):
    _end_session(broker)
    began = time.monotonic()
    assert broker.dequeue() == []
    make_job()
    assert _first(broker) == WAKE_UP
    assert time.monotonic() - began < 1.5
    said = [record.getMessage().split()[0] for record in caplog.records]
    assert [event for event in said if event.startswith("broker.")] == ["broker.failing", "broker.working_again"]


def test_no_failure_ever_reaches_the_pusher(broker, monkeypatch):
    monkeypatch.setattr(broker_module, "PAUSE", 0.01)

    def refuse(self):
        raise psycopg.OperationalError("connection refused")

    monkeypatch.setattr(Listener, "_connect", refuse)
    _end_session(broker)
    assert _deliveries(broker, 0.2) == []


def test_a_forked_child_gets_its_own_session_and_leaves_the_parents_alone(broker):
    parents = broker._listener.session
    broker._listener._pid += 1  # as a child sees it
    make_job()
    assert _first(broker) == WAKE_UP
    assert parents.execute("SELECT 1").fetchone() == (1,)
    parents.close()


class _Unloadable:
    """Like a function that a deploy has moved."""

    def __reduce__(self):
        return (__import__, ("storyjobs.gone",))


def _deliveries(broker: JobBroker, seconds: float) -> list:
    """Everything the broker delivers within `seconds`."""
    deliveries = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        deliveries += broker.dequeue()
    return deliveries


def _first(broker: JobBroker) -> str:
    """The function that the first delivery calls."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for _, payload in broker.dequeue():
            return SignedPackage.loads(payload)["func"]
    pytest.fail("nothing was delivered")


def _notify(payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('storyjobs_wake', %s)", [payload])


def _end_session(broker: JobBroker) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [broker._listener.session.info.backend_pid])
