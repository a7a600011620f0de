"""Books and users that are deleted while they have print requests."""

import pytest
from django.db import transaction
from django.test import RequestFactory
from rest_framework.views import APIView

from jobs.models import CallbackDelivery
from prints.erasure import anonymise_orders
from prints.errors import OpenPrintRequest
from prints.models import PrintHistory, PrintRequest
from prints.states import OPEN, Status
from storybooks.models import Storybook
from tests.books.tables import all_rows
from tests.prints.shelf import ADDRESS, ordered, request_in
from users.api.errors import handle
from users.models import User

pytestmark = pytest.mark.django_db
OVER = [status for status in Status if status not in OPEN]


@pytest.mark.parametrize("status", OPEN)
def test_a_book_that_waits_to_be_printed_cannot_be_deleted(alice, status):
    book = request_in(status, alice).storybook
    for delete in (book.delete, Storybook.objects.filter(id=book.id).delete):
        with pytest.raises(OpenPrintRequest), transaction.atomic():
            delete()
    assert Storybook.objects.filter(id=book.id).exists()


def test_clients_are_told_so_whatever_view_deletes_the_book(alice):
    book = ordered(alice).storybook
    with pytest.raises(OpenPrintRequest) as caught:
        book.delete()
    answer = handle(caught.value, {"view": APIView(), "request": RequestFactory().delete("/")})
    assert (answer.status_code, answer.data["code"]) == (409, "OPEN_PRINT_REQUEST")


@pytest.mark.parametrize("status", OVER)
def test_a_book_whose_request_is_over_can_be_deleted_and_the_record_stays(alice, status):
    request = request_in(status, alice)
    request.storybook.delete()
    request.refresh_from_db()
    assert (request.storybook, request.status, request.user) == (None, status, alice)


@pytest.mark.parametrize("status", Status)
def test_with_a_user_everything_personal_goes_and_the_record_stays(alice, bob, status, settings):
    settings.WEBHOOKS = {"prints": {"url": "https://prints.example/hook", "secret": "whsec_" + "A" * 32}}
    request = request_in(status, alice)
    PrintRequest.objects.filter(id=request.id).update(notes="For grandmother Zephyrwillow.")
    other = ordered(bob)
    alice_id = str(alice.pk)
    alice.delete()
    request.refresh_from_db()
    kept = {Status.PENDING: Status.CANCELLED, Status.APPROVED: Status.REJECTED}.get(status, status)
    assert (request.status, request.copies, request.country) == (kept, 1, "")
    assert request.anonymised_at
    assert request.unit_price
    told = [
        *PrintRequest.objects.filter(id=request.id).values(),
        *PrintHistory.objects.filter(request=request).values(),
    ]
    personal = [value for name, value in ADDRESS.items() if name != "country"]
    for trace in (alice_id, "Zephyrwillow", "The Lantern", "RB1", "Too dark", *personal):
        assert trace not in repr(told)
    assert not User.objects.filter(id=alice_id).exists()
    other.refresh_from_db()
    assert (other.recipient, other.user) == (ADDRESS["recipient"], bob)
    assert CallbackDelivery.objects.exists()


def test_many_users_deleted_at_once_as_the_admin_does_it(alice, bob):
    ordered(alice), ordered(bob)
    User.objects.filter(id__in=[alice.id, bob.id]).delete()
    assert {request.status for request in PrintRequest.objects.all()} == {Status.CANCELLED}
    assert not Storybook.objects.exists()
    assert ADDRESS["line1"] not in all_rows()


def test_orders_can_be_made_anonymous_while_the_user_stays(alice):
    request = request_in(Status.SHIPPED, alice)
    anonymise_orders(alice)
    anonymise_orders(alice)
    request.refresh_from_db()
    assert (request.user, request.storybook, request.interior, request.tracking_code) == (None, None, None, "")
    assert alice.storybooks.count() == 1
