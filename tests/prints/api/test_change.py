"""PATCH /api/prints/{id} and POST /api/prints/{id}/cancel: while nobody has decided."""

import pytest

from prints.models import PrintRequest
from prints.states import Status
from tests.prints.conftest import refused
from tests.prints.shelf import ordered, request_in, shelved

pytestmark = pytest.mark.django_db
DECIDED = [Status.APPROVED, Status.SHIPPED, Status.REJECTED]


@pytest.fixture
def patch(alice, client_of):
    """A function: Alice changes a request."""

    def send(request, **changes):
        return client_of(alice).patch(f"/api/prints/{request.id}", changes, content_type="application/json")

    return send


@pytest.fixture
def cancel(alice, client_of):
    return lambda request: client_of(alice).post(f"/api/prints/{request.id}/cancel")


def test_copies_and_notes_are_changed_and_the_address_stays(patch, alice):
    told = patch(ordered(alice), copies=3, notes="Two are presents.").json()
    assert (told["copies"], told["notes"], told["price"]["total"]) == (3, "Two are presents.", "120.00")
    assert told["address"]["city"] == "Riyadh"
    assert [(entry["status"], entry["note"]) for entry in told["history"]] == [
        ("pending", None),
        ("pending", "Changed"),
    ]


def test_an_address_is_replaced_as_a_whole(patch, alice):
    elsewhere = {
        "name": "Omar Example",
        "line1": "Hauptstr. 1",
        "city": "Berlin",
        "postalCode": "10115",
        "country": "DE",
    }
    told = patch(ordered(alice), address=elsewhere).json()
    assert told["address"] == {"line2": "", "region": "", "phone": "", **elsewhere}


@pytest.mark.parametrize(
    ("field", "value"), [("copies", 0), ("copies", 21), ("address", {"name": "Mina"}), ("address", None)]
)
def test_what_is_wrong_is_refused_and_nothing_changed(patch, alice, field, value):
    request = ordered(alice)
    before = PrintRequest.objects.values().get()
    details = refused(patch(request, **{field: value}), 400, "INVALID_INPUT")["details"]
    assert all(name.startswith(field) for name in details)
    assert PrintRequest.objects.values().get() == before


def test_nothing_to_change_is_a_mistake(patch, alice):
    refused(patch(ordered(alice), storybookId=str(shelved(alice).id)), 400, "INVALID_INPUT")


@pytest.mark.parametrize("status", [*DECIDED, Status.CANCELLED])
def test_once_it_is_decided_nothing_is_changed(patch, alice, status):
    request = request_in(status, alice)
    sentence = f"This print request cannot be changed: it is {status}."
    refused(patch(request, copies=3), 409, "ILLEGAL_MOVE", sentence)
    request.refresh_from_db()
    assert request.copies == 1


def test_a_pending_request_is_cancelled_and_twice_is_once(cancel, alice):
    request = ordered(alice)
    for _ in range(2):
        told = cancel(request).json()
        assert (told["status"], told["canCancel"], told["canChange"]) == ("cancelled", False, False)
    assert [entry["status"] for entry in told["history"]] == ["pending", "cancelled"]


@pytest.mark.parametrize("status", DECIDED)
def test_a_decided_one_is_not_cancelled(cancel, alice, status):
    sentence = f"This print request cannot be cancelled: it is {status}."
    refused(cancel(request_in(status, alice)), 409, "ILLEGAL_MOVE", sentence)
