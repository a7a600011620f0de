"""What the operator is told by webhook: durable, signed, delivered by the courier."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from jobs.callbacks import courier, deliveries, webhooks
from jobs.engine import cancel
from jobs.models import CallbackDelivery
from jobs.statements import execute
from prints import moves, orders
from prints.states import Status
from tests.books.tables import all_rows
from tests.jobs.callbacks.receiver import receiving
from tests.jobs.helpers import make_job
from tests.prints.shelf import ADDRESS, ordered, request_in, shelved

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def receiver(settings):
    with receiving() as server:
        settings.TRUSTED_CALLBACK_HOSTS = [server.place]
        settings.WEBHOOKS = {"prints": {"url": server.url, "secret": SECRET}}
        yield server


def deliver_all() -> None:
    """What a courier does, until nothing is due."""
    while taken := deliveries.take(lambda sql, params: execute(sql, params).fetchall(), []):
        courier.deliver(taken[0], taken[1], time.monotonic() + 5)


def test_each_change_of_a_status_is_told_signed_and_without_a_name_or_place(receiver, alice):
    request = request_in(Status.SHIPPED, alice)
    deliver_all()
    told = [receiver.verified(SECRET, number) for number in range(3)]
    assert [message["type"] for message in told] == ["print.pending", "print.approved", "print.shipped"]
    data = told[2]["data"]
    assert data["printRequestId"] == str(request.id)
    assert (data["status"], data["previousStatus"], data["trackingCode"]) == ("shipped", "approved", "RB1")
    assert told[0]["data"]["previousStatus"] is None
    bodies = b"".join(body for _, _, body in receiver.calls).decode()
    for personal in (
        "Lantern",
        str(request.storybook_id),
        str(alice.pk),
        ADDRESS["recipient"],
        ADDRESS["phone"],
        ADDRESS["city"],
    ):
        assert personal not in bodies


def test_a_message_is_stored_with_the_change_or_not_at_all(receiver, alice):
    request = ordered(alice)

    @transaction.atomic
    def cancel_and_stumble():
        orders.cancel(request, alice)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        cancel_and_stumble()
    assert [delivery.message["type"] for delivery in CallbackDelivery.objects.all()] == ["print.pending"]


def test_changed_wishes_are_no_news(receiver, alice):
    orders.change(ordered(alice), alice, copies=2)
    assert CallbackDelivery.objects.count() == 1


def test_a_receiver_that_is_down_is_tried_again_with_the_same_id_at_the_address_of_now(receiver, alice, settings):
    receiver.answers = [(503, {})]
    ordered(alice)
    deliver_all()
    delivery = CallbackDelivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.last_answer) == ("pending", 1, "HTTP 503")
    with receiving() as moved:
        settings.TRUSTED_CALLBACK_HOSTS = [moved.place]
        settings.WEBHOOKS = {"prints": {"url": moved.url, "secret": SECRET}}
        CallbackDelivery.objects.update(next_try_at=timezone.now())
        deliver_all()
        assert moved.ids() == receiver.ids() == [str(delivery.id)]
        moved.verified(SECRET)


def test_a_webhook_that_was_switched_off_costs_nothing_and_breaks_nothing(receiver, alice, settings):
    ordered(alice)
    settings.WEBHOOKS = {}
    deliver_all()
    assert CallbackDelivery.objects.get().last_answer == "message could not be made"
    ordered(alice, shelved(alice))
    assert CallbackDelivery.objects.count() == 1


def test_jobs_callbacks_go_their_own_way_beside_it(receiver, alice):
    cancel(make_job(alice, callback_url=receiver.url).id, actor="test")
    moves.move(ordered(alice), Status.CANCELLED, actor="test")
    deliver_all()
    assert len(receiver.calls) == 3
    assert {delivery.state for delivery in CallbackDelivery.objects.all()} == {"delivered"}


def test_old_messages_are_forgotten_unless_they_are_still_on_their_way(receiver, alice, settings):
    ordered(alice), ordered(alice)
    job = make_job(alice, callback_url=receiver.url)
    cancel(job.id, actor="test")
    waiting = CallbackDelivery.objects.filter(job=None).first()
    CallbackDelivery.objects.exclude(id=waiting.id).update(state="failed")
    CallbackDelivery.objects.update(created_at=timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS + 1))
    webhooks.delete_old()
    assert set(CallbackDelivery.objects.values_list("id", "job")) == {
        (waiting.id, None),
        (CallbackDelivery.objects.get(job=job).id, job.id),
    }


def test_no_log_names_the_family_or_the_address(receiver, alice, caplog):
    caplog.set_level("DEBUG")
    request_in(Status.SHIPPED, alice)
    deliver_all()
    assert "callback.tried" in caplog.text
    for personal in ("Lantern", "hidden", *ADDRESS.values()):
        assert personal == "SA" or personal not in caplog.text
    assert ADDRESS["line1"] in all_rows()
