"""Processes that die in the worst place: what they shared with others still works."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from jobs.kernel_ipc import LARGEST_MESSAGE, KernelEvent, KernelLock, KernelQueue, kernel_value

PATIENCE = 10.0


@pytest.fixture(autouse=True)
def _in_time():
    """A lost message must fail its test and not hang it."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("hangs"))
    signal.alarm(int(3 * PATIENCE))
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


@pytest.fixture
def fork():
    """A function: run `target(*args)` in a forked process, killed at the end of the test."""
    children = []

    def start(target, *args):
        child = multiprocessing.get_context("fork").Process(target=target, args=args)
        child.start()
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()
        child.join()


def test_a_reader_killed_while_it_waits_takes_nothing_from_the_others(fork):
    queue, answers = KernelQueue(), KernelQueue()
    for victim in [fork(queue.get) for _ in range(3)]:
        _wait_until_asleep(victim)
        victim.kill()
        victim.join()
    fork(lambda: answers.put(queue.get()))
    queue.put("hello")
    assert answers.get() == "hello"


def test_a_message_waits_for_its_reader_after_the_writer_was_killed(fork):
    queue = KernelQueue(1)

    def write_and_die():
        queue.put({"id": 1})
        os.kill(os.getpid(), signal.SIGKILL)

    fork(write_and_die).join(PATIENCE)
    assert queue.qsize() == 1
    assert queue.get() == {"id": 1}
    assert queue.empty()


def test_each_message_reaches_exactly_one_of_many_readers(fork):
    queue, answers = KernelQueue(1), KernelQueue()

    def echo():
        for item in iter(queue.get, "STOP"):
            answers.put(item)

    readers = [fork(echo) for _ in range(3)]
    received = []
    for number in range(100):
        queue.put(number)
        received.append(answers.get())
    assert sorted(received) == list(range(100))
    for _ in readers:
        queue.put("STOP")
    for reader in readers:
        reader.join(PATIENCE)
    assert [reader.exitcode for reader in readers] == [0, 0, 0]


def test_a_limited_queue_makes_its_writer_wait_until_the_message_was_taken(fork):
    queue = KernelQueue(1)
    queue.put("first")
    writer = fork(queue.put, "second")
    writer.join(0.1)
    assert writer.is_alive()
    assert [queue.get(), queue.get()] == ["first", "second"]
    writer.join(PATIENCE)
    assert writer.exitcode == 0


def test_a_message_that_cannot_be_sent_is_dropped_and_does_not_end_its_writer(caplog):
    queue = KernelQueue()
    for item in (lambda: None, "x" * 2 * LARGEST_MESSAGE):
        queue.put(item)
    assert queue.empty()
    assert [record.getMessage().split()[0] for record in caplog.records] == ["cluster.message_dropped"] * 2


def test_a_queue_that_nobody_reads_does_not_hold_up_its_writer_for_long(monkeypatch):
    monkeypatch.setattr("jobs.kernel_ipc.SEND_SECONDS", 0.05)
    queue = KernelQueue()
    began = time.monotonic()
    for _ in range(30):
        queue.put("x" * 50_000)
    assert time.monotonic() - began < PATIENCE
    assert queue.get() == "x" * 50_000


def test_a_lock_is_free_again_when_its_holder_was_killed(fork):
    lock, held = KernelLock(), KernelEvent()

    def hold():
        with lock, lock:
            held.set()
            signal.pause()

    holder = fork(hold)
    assert held.wait(PATIENCE)
    waiter = fork(lock.acquire)
    waiter.join(0.1)
    assert waiter.is_alive()
    holder.kill()
    waiter.join(PATIENCE)
    assert waiter.exitcode == 0


def test_a_lock_taken_twice_is_held_until_it_was_released_twice(fork):
    lock = KernelLock()
    with lock:
        with lock:
            pass
        waiter = fork(_take_anew, lock)
        waiter.join(0.1)
        assert waiter.is_alive()
    waiter.join(PATIENCE)
    assert waiter.exitcode == 0


def test_a_value_is_seen_by_all_processes_and_locks_of_different_values_do_not_meet(fork):
    first, second = kernel_value("f", -1), kernel_value("f", -1)

    def change():
        second.value = 7

    with first.get_lock():
        fork(change).join(PATIENCE)
    assert (first.value, second.value) == (-1, 7)


def test_an_event_is_noticed_by_every_process_that_waits(fork):
    event = KernelEvent()
    assert not event.wait(0.01)
    waiters = [fork(lambda: os._exit(0 if event.wait(PATIENCE) else 1)) for _ in range(2)]
    event.set()
    event.set()
    for waiter in waiters:
        waiter.join(PATIENCE)
    assert [waiter.exitcode for waiter in waiters] == [0, 0]
    assert event.is_set()


def _take_anew(lock: KernelLock) -> None:
    """A child that was forked while the lock was held believes to hold it, unless it forgets."""
    lock._depth = 0
    lock.acquire()


def _wait_until_asleep(child) -> None:
    until = time.monotonic() + PATIENCE
    while Path(f"/proc/{child.pid}/stat").read_text().rpartition(") ")[2][0] != "S":
        assert time.monotonic() < until
        time.sleep(0.005)
