"""The sweep goes on whatever happens, and its log stays short."""

import threading

import pytest
from django.db import OperationalError

from jobs.sweeper import Sweeper


@pytest.fixture
def sweeper(settings):
    settings.SWEEP_SECONDS = 0.01
    sweeper = Sweeper()
    yield sweeper
    sweeper.stop()
    sweeper.join(5)
    assert not sweeper.is_alive()


def test_sweeps_that_fail_are_told_once_and_followed_by_others(sweeper, monkeypatch, caplog):
    outcomes = iter([OperationalError("server closed the connection\nDETAIL: a row"), OSError(), ValueError()])
    swept = threading.Event()

    def sweep():
        if error := next(outcomes, None):
            raise error
        swept.set()

    monkeypatch.setattr("jobs.sweeper.sweep", sweep)
    caplog.set_level("INFO")
    sweeper.start()
    assert swept.wait(5)
    sweeper.stop()
    sweeper.join(5)
    assert [record.getMessage() for record in caplog.records] == [
        "sweep.failing error=OperationalError: server closed the connection",
        "sweep.working_again",
    ]


def test_a_stopped_sweeper_ends_without_waiting_for_its_next_sweep(settings, monkeypatch):
    settings.SWEEP_SECONDS = 3600
    swept = threading.Event()
    monkeypatch.setattr("jobs.sweeper.sweep", swept.set)
    sweeper = Sweeper()
    sweeper.start()
    assert swept.wait(5)
    sweeper.stop()
    sweeper.join(5)
    assert not sweeper.is_alive()
