"""What the end of a user means for print requests: they are records of our business, and stay without a name."""

from django.db import transaction
from django.utils import timezone

from prints import moves
from prints.files import let_go
from prints.models import ADDRESS, PrintHistory, PrintRequest
from prints.states import Status

ACTOR = "erasure"
GONE = "The account was deleted."
REMOVED = "removed"


@transaction.atomic
def anonymise_orders(user) -> int:
    """End the user's open requests and drop what is personal in all of them: who, where, which book, every word.

    Status, copies, price and times stay. Returns how many requests there were.
    """
    own = PrintRequest.objects.filter(user=user)
    for request in own.select_for_update():
        _end(request)
        let_go(request)
    PrintHistory.objects.filter(request__user=user).exclude(note="").update(note=REMOVED)
    PrintHistory.objects.filter(request__user=user, actor=str(user.pk)).update(actor=REMOVED)
    own.exclude(reason="").update(reason=REMOVED)
    nothing = dict.fromkeys(("title", "notes", "tracking_code", *ADDRESS), "")
    return own.update(user=None, storybook=None, anonymised_at=timezone.now(), **nothing)


def _end(request: PrintRequest) -> None:
    """A book that is approved cannot be sent any more without an address: it is rejected."""
    if request.status == Status.PENDING:
        moves.move(request, Status.CANCELLED, actor=ACTOR)
    elif request.status == Status.APPROVED:
        moves.move(request, Status.REJECTED, actor=ACTOR, note=GONE, reason=GONE)
