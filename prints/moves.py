"""The one door: a print request's status changes by one guarded UPDATE, together with its row in the history, the
message to the operator, and the end of the files that nobody needs any more.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from prints.errors import IllegalMove
from prints.files import let_go
from prints.models import PrintRequest
from prints.notices import tell
from prints.states import GIVEN_UP, MOVES, Status

_NEEDS: dict[Status, tuple[tuple[Q, str], ...]] = {
    Status.APPROVED: (
        (~Q(recipient=""), "it has no address yet"),
        (Q(interior__isnull=False, cover__isnull=False), "its print files are not made yet"),
    )
}
"""What must hold before a status is entered, and what is said where it does not."""


@transaction.atomic
def move(request: PrintRequest, to: Status, *, actor: str, note: str = "", **changes: Any) -> None:
    """Move a request from the status that the caller saw it in; `changes` are further columns of it.

    Raises IllegalMove when that may not follow, when something is missing, or when somebody else was faster: of two who
    decide at the same moment, one does.
    """
    seen = Status(request.status)
    if to not in MOVES[seen]:
        raise IllegalMove(to, f"it is {seen}")
    needs = _NEEDS.get(to, ())
    guarded = PrintRequest.objects.filter(*(condition for condition, _ in needs), id=request.id, status=seen)
    moved = guarded.update(status=to, updated_at=timezone.now(), **changes)
    request.refresh_from_db()
    if not moved:
        raise IllegalMove(to, _obstacle(request, seen, needs))
    _note(request, seen, actor, note)
    if to in GIVEN_UP:
        let_go(request)


@transaction.atomic
def insert(request: PrintRequest, *, actor: str) -> None:
    """Store a new request."""
    request.save(force_insert=True)
    _note(request, "", actor)


@transaction.atomic
def change(request: PrintRequest, *, actor: str, **changes: Any) -> None:
    """Change further columns of a request that is pending. Raises IllegalMove for any other."""
    pending = PrintRequest.objects.filter(id=request.id, status=Status.PENDING)
    changed = pending.update(updated_at=timezone.now(), **changes)
    request.refresh_from_db()
    if not changed:
        raise IllegalMove("changed", f"it is {request.status}")
    request.history.create(from_status=request.status, to_status=request.status, actor=actor, note="Changed")


def _note(request: PrintRequest, came_from: str, actor: str, note: str = "") -> None:
    request.history.create(from_status=came_from, to_status=request.status, actor=actor, note=note)
    tell(request, came_from)


def _obstacle(request: PrintRequest, seen: Status, needs: tuple[tuple[Q, str], ...]) -> str:
    if request.status == seen:
        for condition, because in needs:
            if not PrintRequest.objects.filter(condition, id=request.id).exists():
                return because
    return f"it is {request.status}"
