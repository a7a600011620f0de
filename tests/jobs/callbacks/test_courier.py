"""Couriers side by side."""

import time

import pytest
from django.db import connections

from jobs.callbacks.courier import Courier
from jobs.engine import cancel
from jobs.models import CallbackDelivery
from tests.chaos.clusters import eventually
from tests.jobs.callbacks.receiver import receiving
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def couriers():
    pair = [Courier(), Courier()]
    for courier in pair:
        courier.start()
    yield pair
    for courier in pair:
        courier.stop()
    for courier in pair:
        courier.join(5)
        assert not courier.is_alive()
    assert eventually(lambda: all(not courier._receivers for courier in pair), 12)
    connections.close_all()


def end_jobs(url, count):
    for _ in range(count):
        cancel(make_job(callback_url=url).id, actor="test")


def delivered() -> int:
    return CallbackDelivery.objects.filter(state="delivered").count()


def test_two_couriers_share_the_work_and_deliver_each_message_once(couriers, receiver):
    end_jobs(receiver.url, 30)
    assert eventually(lambda: delivered() == 30, 15)
    assert len(receiver.ids()) == len(set(receiver.ids())) == 30


def test_a_slow_receiver_does_not_hold_up_another(couriers, receiver, settings):
    with receiving() as slow:
        settings.TRUSTED_CALLBACK_HOSTS = [receiver.place, slow.place]
        slow.answers = [(None, {})] * 20
        end_jobs(slow.url, 12)
        assert eventually(lambda: len(slow.calls) == 4, 5)  # two of each courier
        began = time.monotonic()
        end_jobs(receiver.url, 5)
        assert eventually(lambda: delivered() == 5, 5)
        assert time.monotonic() - began < 4
        assert len(slow.calls) == 4
        slow.over.set()
