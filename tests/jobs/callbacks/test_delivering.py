"""One message and its tries, against real receivers on loopback."""

import socket
import time
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from jobs.callbacks import courier, deliveries
from jobs.callbacks.signing import callback_secret
from jobs.engine import cancel, retry
from jobs.models import CallbackDelivery
from jobs.statements import execute
from jobs.states import Status
from tests.jobs.helpers import job_in, make_job

pytestmark = pytest.mark.django_db(transaction=True)


def fetch(sql, params):
    return execute(sql, params).fetchall()


def ended(url, user=None):
    job = make_job(user, callback_url=url)
    cancel(job.id, actor="test")
    return job


def try_due(seconds=5.0) -> CallbackDelivery:
    """One try of what is longest due, made due if it is not."""
    CallbackDelivery.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    delivery_id, tries, _ = deliveries.take(fetch, [])
    courier.deliver(delivery_id, tries, time.monotonic() + seconds)
    return CallbackDelivery.objects.get(id=delivery_id)


def wait_of(delivery) -> float:
    return (delivery.next_try_at - timezone.now()).total_seconds()


def test_a_job_that_ended_is_told_once_signed_and_as_its_status_shows_it(receiver, alice):
    job = ended(receiver.url, alice)
    delivery = try_due()
    message = receiver.verified(callback_secret(job))
    assert message["type"] == "job.cancelled"
    assert message["data"]["jobId"] == str(job.id)
    assert message["data"]["status"] == "cancelled"
    path, headers, _ = receiver.calls[0]
    assert path == "/hook?key=hidden"
    assert headers["content-type"] == "application/json"
    assert (delivery.state, delivery.last_answer, receiver.ids()) == ("delivered", "HTTP 200", [str(delivery.id)])
    assert deliveries.take(fetch, []) is None


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_a_job_without_a_callback_url_writes_no_message(status):
    job_in(status)
    assert not CallbackDelivery.objects.exists()


def test_tries_share_one_id_and_come_after_growing_waits(receiver):
    job = ended(receiver.url)
    receiver.answers = [(500, {}), (503, {}), (302, {"Location": "/elsewhere"})]
    for wait in (5, 300, 1800):
        delivery = try_due()
        assert delivery.state == "pending"
        assert wait * 0.85 < wait_of(delivery) < wait * 1.15
    assert try_due().state == "delivered"
    assert len(receiver.calls) == 4
    assert len(set(receiver.ids())) == 1
    for call in range(4):
        receiver.verified(callback_secret(job), call)


def test_after_the_last_try_it_is_given_up(receiver):
    ended(receiver.url)
    CallbackDelivery.objects.update(tries=len(deliveries.DELAYS))
    receiver.answers = [(500, {})]
    assert try_due().state == "failed"
    assert deliveries.take(fetch, []) is None


def test_a_receiver_that_is_gone_is_left_alone(receiver):
    ended(receiver.url)
    receiver.answers = [(410, {})]
    assert try_due().state == "failed"


@pytest.mark.parametrize(("asked", "wait"), [("600", 600), ("999999999", 24 * 3600), ("1", 5), ("soon", 5)])
def test_a_receiver_may_ask_for_a_longer_wait_within_bounds(receiver, asked, wait):
    ended(receiver.url)
    receiver.answers = [(429, {"Retry-After": asked})]
    assert wait * 0.85 < wait_of(try_due()) < wait * 1.15


def test_a_receiver_that_does_not_answer_in_time_or_refuses_is_tried_again(receiver):
    ended(receiver.url)
    receiver.answers = [(None, {})]
    assert (try_due(0.3).state, CallbackDelivery.objects.get().last_answer) == ("pending", "no answer in time")
    receiver.shutdown()
    receiver.server_close()
    assert (try_due().state, CallbackDelivery.objects.get().last_answer) == ("pending", "connection refused")


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1"])
def test_a_name_that_leads_inside_when_it_is_called_is_never_reached(settings, monkeypatch, inside):
    entry = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (inside, 80))]
    monkeypatch.setattr("jobs.public_http.socket.getaddrinfo", lambda *_, **__: entry)
    ended("http://hooks.example.com/")
    with monkeypatch.context() as patch:
        patch.setattr("jobs.public_http.socket.create_connection", lambda *_, **__: pytest.fail("connected"))
        delivery = try_due()
    assert (delivery.state, delivery.last_answer) == ("pending", "address not allowed")


def test_a_redirect_is_not_followed(receiver):
    ended(receiver.url)
    receiver.answers = [(307, {"Location": f"http://{receiver.place}/inside"})]
    assert try_due().last_answer == "HTTP 307"
    assert len(receiver.calls) == 1


def test_a_job_retried_meanwhile_is_told_as_it_ended_and_its_next_end_is_a_message_of_its_own(receiver):
    job = ended(receiver.url)
    retry(job.id, actor="test")
    try_due()
    assert receiver.verified(callback_secret(job))["data"] == {"jobId": str(job.id), "status": "cancelled"}
    cancel(job.id, actor="test")
    try_due()
    assert len(set(receiver.ids())) == 2


def test_a_try_that_was_overtaken_records_nothing(receiver):
    ended(receiver.url)
    delivery_id, tries, _ = deliveries.take(fetch, [])
    CallbackDelivery.objects.update(tries=F("tries") + 1)
    courier.deliver(delivery_id, tries, time.monotonic() + 5)
    assert CallbackDelivery.objects.get().state == "pending"


def test_the_log_holds_no_part_of_the_address(receiver, caplog):
    caplog.set_level("DEBUG")
    ended(receiver.url)
    try_due()
    assert "callback.tried" in caplog.text
    assert "hidden" not in caplog.text
    assert "/hook" not in caplog.text
