"""What a family may do: order a print of a book of theirs, complete or change the order, take it back."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from jobs.engine import actor_of
from prints import moves
from prints.errors import BookHasErrors, OpenPrintRequest, UnknownPrintRequest
from prints.files import make_soon
from prints.models import PrintRequest
from prints.states import OPEN, Status
from storybooks.library import StorybookNotFound
from storybooks.models import Storybook

CENT = Decimal("0.01")


def price() -> tuple[Decimal | None, str]:
    """Of one copy, and its currency (ISO 4217); None and "" where no price is told."""
    if settings.PRINT_PRICE is None:
        return None, ""
    return settings.PRINT_PRICE.quantize(CENT), settings.PRINT_CURRENCY


@transaction.atomic
def order(user, storybook_id: UUID, **wanted: Any) -> PrintRequest:
    """A new request for a book of the user's; `wanted` are columns: copies, notes, an address; an id chosen before.

    Raises StorybookNotFound, BookHasErrors, or OpenPrintRequest. The book's row is held until the commit: two orders at
    the same moment are one after the other, and no book is deleted while it is being ordered.
    """
    book = printable_book(user, storybook_id, Storybook.objects.select_for_update())
    if PrintRequest.objects.filter(storybook=book, status__in=OPEN).exists():
        raise OpenPrintRequest
    unit_price, currency = price()
    request = PrintRequest(
        user=user, storybook=book, title=book.printed_title, unit_price=unit_price, currency=currency, **wanted
    )
    moves.insert(request, actor=actor_of(user))
    make_soon()
    return request


def printable_book(user, storybook_id: UUID, books=Storybook.objects) -> Storybook:
    """The user's own book, if it can be printed. Raises StorybookNotFound or BookHasErrors."""
    book = books.filter(id=storybook_id, user=user).first()
    if book is None:
        raise StorybookNotFound
    if book.has_errors:
        raise BookHasErrors
    return book


def own_requests(user) -> QuerySet[PrintRequest]:
    return PrintRequest.objects.filter(user=user)


def own_request(user, request_id: UUID) -> PrintRequest:
    """Raises UnknownPrintRequest, also for staff: they see those of others in the admin, with a permission for it."""
    found = own_requests(user).filter(id=request_id).first()
    if found is None:
        raise UnknownPrintRequest
    return found


def change(request: PrintRequest, user, **wanted: Any) -> None:
    """Raises IllegalMove for a request that is not pending."""
    moves.change(request, actor=actor_of(user), **wanted)


def cancel(request: PrintRequest, user) -> None:
    """Take a pending request back; twice is once. Raises IllegalMove for any other."""
    if request.status != Status.CANCELLED:
        moves.move(request, Status.CANCELLED, actor=actor_of(user))
