"""A print request's five states and the legal moves between them; nothing else decides what may follow what.

The first four are the older system's. `cancelled` is ours: a family that thinks better of it has not been refused.
"""

from django.db.models import TextChoices


class Status(TextChoices):
    PENDING = "pending"
    APPROVED = "approved"
    SHIPPED = "shipped"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


OPEN = (Status.PENDING, Status.APPROVED)
"""Something is still to be done about it. A book has at most one of these."""
GIVEN_UP = (Status.REJECTED, Status.CANCELLED)

MOVES: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.APPROVED, Status.REJECTED, Status.CANCELLED}),
    Status.APPROVED: frozenset({Status.SHIPPED, Status.REJECTED}),
    Status.SHIPPED: frozenset(),
    Status.REJECTED: frozenset(),
    Status.CANCELLED: frozenset(),
}
