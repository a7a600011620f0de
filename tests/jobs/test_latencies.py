"""Latencies: counted in memory for microseconds, added to one table by all processes."""

import time

import pytest
from django.db import OperationalError

from jobs import latencies
from jobs.errors import TransientError
from jobs.latencies import BOUNDS, HTTP, PROVIDER, Kind, flush, observe, provider_call, stored

pytestmark = pytest.mark.django_db
PAGE = Kind(HTTP, "own-jobs", "GET", "2xx")


@pytest.fixture(autouse=True)
def _counting(settings):
    settings.ENABLE_METRICS_COLLECTION = True
    latencies._cells.clear()
    yield
    latencies._cells.clear()


def test_each_flush_adds_to_what_all_processes_have_counted():
    for seconds in (0.004, 0.005, 0.3):
        observe(PAGE, seconds)
    flush()
    observe(PAGE, 1000)
    flush()
    flush()
    (row,) = stored()
    counts = dict(zip([*BOUNDS, "more"], row.counts, strict=True))
    assert {bound: count for bound, count in counts.items() if count} == {0.005: 2, 0.5: 1, "more": 1}
    assert row.seconds == pytest.approx(1000.309)


def test_what_could_not_be_stored_is_stored_later(monkeypatch):
    def away(*args):
        raise OperationalError

    observe(PAGE, 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(latencies, "execute", away)
        with pytest.raises(OperationalError):
            flush()
    observe(PAGE, 0.1)
    flush()
    assert sum(stored()[0].counts) == 2


def test_a_call_is_counted_by_how_it_went():
    with provider_call("draw_scene", "openai"):
        pass
    for error in (TransientError("Busy.", code="RATE_LIMITED"), KeyError("x")):
        with pytest.raises(type(error)), provider_call("draw_scene", "openai"):
            raise error
    flush()
    assert {row.outcome for row in stored()} == {"ok", "RATE_LIMITED", "abandoned"}
    assert {(row.family, row.what, row.by) for row in stored()} == {(PROVIDER, "draw_scene", "openai")}


def test_while_metrics_are_off_nothing_is_counted(settings):
    settings.ENABLE_METRICS_COLLECTION = False
    observe(PAGE, 0.1)
    flush()
    assert stored() == []


def test_a_request_pays_microseconds_for_it():
    started = time.perf_counter()
    for _ in range(1000):
        observe(PAGE, 0.1)
    assert (time.perf_counter() - started) / 1000 < 0.0002
