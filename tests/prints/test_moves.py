"""The one door, and the constraints behind it."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from prints.errors import IllegalMove
from prints.models import PrintHistory, PrintRequest
from prints.moves import change, move
from prints.states import MOVES, Status
from storybooks.models import StoredFile
from tests.prints.shelf import ordered, request_in, with_files

pytestmark = pytest.mark.django_db

ILLEGAL = [(source, to) for source, to in itertools.product(Status, Status) if to not in MOVES[source]]
COLUMNS = {Status.REJECTED: {"reason": "Too dark."}, Status.SHIPPED: {"tracking_code": "RB1"}}


@pytest.mark.parametrize(("source", "to"), ILLEGAL)
def test_an_illegal_move_changes_nothing(source, to, alice):
    request = request_in(source, alice)
    before = PrintRequest.objects.values().get()
    entries = request.history.count()
    with pytest.raises(IllegalMove, match=f"it is {source}"):
        move(request, to, actor="staff", **COLUMNS.get(to, {}))
    assert PrintRequest.objects.values().get() == before
    assert request.history.count() == entries


@pytest.mark.parametrize("status", Status)
def test_the_way_to_a_status_is_told_by_the_history(status, alice):
    steps = list(request_in(status, alice).history.order_by("id").values_list("from_status", "to_status"))
    assert (steps[0], steps[-1][1]) == (("", "pending"), status)
    assert all(earlier[1] == later[0] for earlier, later in itertools.pairwise(steps))


def test_who_decides_by_what_is_no_longer_true_decides_nothing(alice):
    seen = with_files(ordered(alice))
    move(PrintRequest.objects.get(), Status.CANCELLED, actor=str(alice.pk))
    with pytest.raises(IllegalMove, match="cannot be approved: it is cancelled"):
        move(seen, Status.APPROVED, actor="staff")
    assert seen.status == Status.CANCELLED


@pytest.mark.parametrize("rival", [Status.APPROVED, Status.REJECTED, Status.CANCELLED])
@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_the_same_moment_one_wins(alice, rival):
    request = with_files(ordered(alice))
    together = Barrier(2)

    def decide(to: Status) -> bool:
        try:
            seen = PrintRequest.objects.get(id=request.id)
            together.wait()
            move(seen, to, actor="staff", **COLUMNS.get(to, {}))
        except IllegalMove:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(decide, [Status.REJECTED, rival]))
    request.refresh_from_db()
    assert sum(won) == 1
    assert request.status == [Status.REJECTED, rival][won.index(True)]
    assert PrintHistory.objects.filter(request=request).count() == 2


def test_a_move_whose_transaction_fails_leaves_neither_status_nor_history(alice):
    request = ordered(alice)

    @transaction.atomic
    def move_and_stumble():
        move(request, Status.CANCELLED, actor="staff")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        move_and_stumble()
    request.refresh_from_db()
    assert (request.status, request.history.count()) == (Status.PENDING, 1)


def test_what_has_no_address_or_no_files_is_not_approved(alice):
    request = ordered(alice, recipient="")
    with pytest.raises(IllegalMove, match="it has no address yet"):
        move(request, Status.APPROVED, actor="staff")
    change(request, actor=str(alice.pk), recipient="Mina")
    with pytest.raises(IllegalMove, match="its print files are not made yet"):
        move(request, Status.APPROVED, actor="staff")
    move(with_files(request), Status.APPROVED, actor="staff")
    assert request.status == Status.APPROVED


@pytest.mark.parametrize("status", [Status.REJECTED, Status.CANCELLED])
def test_the_files_of_a_request_that_is_given_up_are_read_by_nobody_any_more(status, alice):
    request = request_in(status, alice)
    assert (request.interior, request.cover) == (None, None)
    assert not StoredFile.objects.kept().filter(kind__in=["interior", "casewrap"]).exists()


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SHIPPED])
def test_the_files_of_the_others_stay(status, alice):
    request = request_in(status, alice)
    assert request.interior.storybook == request.cover.storybook == request.storybook


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"copies": 0},
        {"user": None},
        {"storybook": None},
        {"unit_price": -1},
        {"currency": ""},
        {"tracking_code": "RB1"},
        {"reason": "Because."},
        {"status": "rejected"},
        {"status": "approved", "recipient": ""},
        {"status": "shipped", "line1": ""},
        {"anonymised_at": timezone.now()},
        {"status": "cancelled", "user": None},
    ],
    ids=lambda wrong: ",".join(wrong),
)
def test_a_pending_request_cannot_be_stored_in_a_state_that_no_move_produces(wrong, alice):
    request = ordered(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintRequest.objects.filter(id=request.id).update(**wrong)


def test_a_book_cannot_have_two_open_requests_however_they_are_stored(alice):
    request = request_in(Status.CANCELLED, alice)
    ordered(alice, request.storybook)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintRequest.objects.filter(id=request.id).update(status="pending")
