"""Finished books and print requests, as a test needs them."""

from prints import moves, orders
from prints.files import PDF
from prints.models import PrintRequest
from prints.states import Status
from storybooks.files import keep
from storybooks.models import StoredFile, Storybook
from tests.storybooks.shelf import finished_book

ADDRESS = {
    "recipient": "Mina Example",
    "line1": "12 Lantern Street",
    "city": "Riyadh",
    "postal_code": "12211",
    "country": "SA",
    "phone": "+966512345678",
}
STAFF = "staff"


def shelved(user, title: str = "The Lantern", **fields) -> Storybook:
    """A finished book of the user's with two scenes."""
    return finished_book(user, pages=1, title=title, printed_title=title, **fields)


def ordered(user, book: Storybook | None = None, **columns) -> PrintRequest:
    """Pending, with an address, without files."""
    return orders.order(user, (book or shelved(user)).id, **{**ADDRESS, **columns})


def with_files(request: PrintRequest) -> PrintRequest:
    """As the cluster leaves it, with files that nobody had to typeset."""
    data = {"interior": b"%PDF pages", "casewrap": b"%PDF cover"}
    interior, cover = (keep(kind, pdf, PDF, user_id=request.user_id) for kind, pdf in data.items())
    StoredFile.objects.filter(id__in=[interior.id, cover.id]).update(storybook=request.storybook_id)
    PrintRequest.objects.filter(id=request.id).update(interior=interior, cover=cover)
    request.refresh_from_db()
    return request


def request_in(status: Status, user, book: Storybook | None = None) -> PrintRequest:
    """A request that came to `status` on the regular way."""
    request = with_files(ordered(user, book))
    if status == Status.CANCELLED:
        orders.cancel(request, user)
    if status == Status.REJECTED:
        moves.move(request, Status.REJECTED, actor=STAFF, reason="Too dark.", note="Too dark.")
    if status in (Status.APPROVED, Status.SHIPPED):
        moves.move(request, Status.APPROVED, actor=STAFF)
    if status == Status.SHIPPED:
        moves.move(request, Status.SHIPPED, actor=STAFF, tracking_code="RB1")
    assert request.status == status
    return request
