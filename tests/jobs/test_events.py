"""What happened to a job, told in order; and waiting for its end."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from jobs import outcomes
from jobs.engine import cancel
from jobs.events.event import CHANNEL, Event, events_after
from jobs.events.waiting import wait_for_end
from jobs.listener import Listener
from jobs.retry import RetryPolicy
from tests.jobs.helpers import claimed, make_job


def told(job) -> list[tuple]:
    return list(job.history.order_by("id").values_list("reason", "to_status", "progress", "step"))


@pytest.mark.django_db
def test_the_history_of_a_book_tells_each_status_and_each_progress():
    job, claim = claimed()
    outcomes.report_progress(claim, 25, "Reading")
    outcomes.report_progress(claim, 50, "Drawing")
    outcomes.complete(claim, {})
    assert told(job) == [
        ("submitted", "pending", 0, "Waiting to start"),
        ("claimed", "processing", 0, "Waiting to start"),
        ("progress", "processing", 25, "Reading"),
        ("progress", "processing", 50, "Drawing"),
        ("completed", "completed", 100, "Completed successfully"),
    ]


@pytest.mark.django_db
def test_progress_that_changes_nothing_is_no_event():
    job, claim = claimed()
    for _ in range(3):
        outcomes.report_progress(claim, 25, "Reading")
    outcomes.report_progress(claim, 10, "Reading")
    assert [row for row in told(job) if row[0] == "progress"] == [("progress", "processing", 25, "Reading")]


@pytest.mark.django_db
def test_a_running_job_that_is_asked_to_stop_says_so_once_and_keeps_saying_so():
    job, claim = claimed()
    cancel(job.id, actor="test")
    cancel(job.id, actor="another")
    outcomes.report_progress(claim, 30, "Drawing")
    assert told(job)[2:] == [
        ("cancel_requested", "processing", 0, "Cancelling"),
        ("progress", "processing", 30, "Cancelling"),
    ]
    assert job.history.get(reason="cancel_requested").actor == "test"


@pytest.mark.django_db(transaction=True)
def test_each_event_is_announced_as_the_history_has_it():
    listener = Listener("default", CHANNEL)
    listener.connect()
    try:
        job, claim = claimed()
        outcomes.report_progress(claim, 25, 'A "quoted" step \\ with ümläuts \n and a break')
        outcomes.fail_or_retry(claim, outcomes.JobError("Busy."), RetryPolicy())
        wanted = events_after(job.id, job.history.order_by("id").first().id)
        heard = []
        while len(heard) < len(wanted):
            payloads = listener.wait(5)
            assert payloads
            heard += map(Event.heard, payloads)
        assert sorted(heard, key=lambda event: event.id) == wanted
    finally:
        listener.close()


def in_thread(call, *args):
    try:
        return call(*args)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_waiter_comes_back_when_the_job_ends():
    job, claim = claimed()
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(in_thread, wait_for_end, job.id, 30)
        outcomes.report_progress(claim, 25, "Reading")
        assert not waiting.done()
        outcomes.complete(claim, {})
        waiting.result(20)


@pytest.mark.django_db(transaction=True)
def test_a_waiter_misses_no_end_that_was_before():
    job, claim = claimed()
    outcomes.complete(claim, {})
    started = time.monotonic()
    wait_for_end(job.id, 30)
    assert time.monotonic() - started < 20


@pytest.mark.django_db(transaction=True)
def test_a_waiter_gives_up_when_the_time_is_over_and_holds_no_connection():
    job = make_job()
    done = threading.Event()

    def wait():
        wait_for_end(job.id, 0.3)
        held = connection.connection
        done.set()
        return held

    with ThreadPoolExecutor(1) as other:
        assert other.submit(in_thread, wait).result(20) is None
    assert done.is_set()
    job.refresh_from_db()
    assert job.status == "pending"
