"""What a family's request may do to orders, whatever its view forgets: asked of PostgreSQL without any filter."""

import pytest
from django.db import DatabaseError, transaction

from prints.models import PrintHistory, PrintRequest
from prints.states import Status
from tests.prints.shelf import ordered, request_in
from users.acting import Acting, acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_alice(alice):
    return acting_as(Acting(user_id=alice.pk))


def test_a_family_sees_its_own_orders_and_their_history(alice, bob, as_alice):
    own = ordered(alice)
    ordered(bob)
    with as_alice:
        assert list(PrintRequest.objects.all()) == [own]
        assert {entry.request_id for entry in PrintHistory.objects.all()} == {own.id}
    with acting_as(Acting()):
        assert not PrintRequest.objects.exists()
        assert not PrintHistory.objects.exists()


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SHIPPED, Status.REJECTED])
def test_no_family_decides_about_its_order(alice, as_alice, status):
    ordered(alice)
    with as_alice, pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        PrintRequest.objects.update(status=status)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SHIPPED, Status.REJECTED])
def test_what_is_decided_is_no_family_s_to_change(alice, as_alice, status):
    request_in(status, alice)
    with as_alice:
        assert PrintRequest.objects.update(copies=9) == 0


def test_nothing_is_noted_about_the_orders_of_others(bob, as_alice):
    theirs = ordered(bob)
    entry = PrintHistory(request_id=theirs.id, to_status="pending", actor="me")
    with as_alice, pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        entry.save(force_insert=True)
