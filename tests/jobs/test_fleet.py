"""Who works is known while it lives, and not for long after."""

import threading

import pytest
from django.db.models import F

from jobs import fleet
from jobs.models import Cluster

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(fleet, "BEAT_SECONDS", 0.02)


def wait_until(holds):
    for _ in range(500):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("never came true")


def test_a_member_is_alive_for_the_length_of_its_block():
    assert fleet.alive() == []
    with fleet.member(workers=3):
        wait_until(fleet.alive)
        (cluster,) = fleet.alive()
        assert cluster.workers == 3
    assert fleet.alive() == []


def test_a_member_keeps_saying_so():
    with fleet.member(workers=1):
        wait_until(fleet.alive)
        first = Cluster.objects.get().seen_at
        wait_until(lambda: Cluster.objects.get().seen_at > first)
        assert Cluster.objects.get().started_at <= first


def test_one_that_is_not_heard_of_is_not_alive_and_after_a_day_forgotten():
    fleet.Member(1).beat()
    Cluster.objects.update(seen_at=F("seen_at") - fleet.FORGOTTEN)
    assert fleet.alive() == []
    newcomer = fleet.Member(2)
    newcomer.beat()
    assert [cluster.workers for cluster in Cluster.objects.all()] == [2]


def test_one_that_is_told_to_stop_takes_no_jobs_and_says_so(monkeypatch):
    me = fleet.Member(1)
    me.beat()
    monkeypatch.setattr(fleet, "draining", lambda: True)
    me.beat()
    assert fleet.alive() == []
