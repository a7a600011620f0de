"""What pages say of orders."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prints.addresses import regions
from prints.models import PrintHistory
from prints.states import Status
from users.pages.countries import named

STATUSES = {
    Status.PENDING: _("Ordered"),
    Status.APPROVED: _("Being printed"),
    Status.SHIPPED: _("On its way"),
    Status.REJECTED: _("Not printed"),
    Status.CANCELLED: _("Cancelled"),
}
TITLES = {
    Status.PENDING: _("Your book is ordered"),
    Status.APPROVED: _("Your book is being printed"),
    Status.SHIPPED: _("Your book is on its way to you"),
    Status.REJECTED: _("We could not print this book"),
    Status.CANCELLED: _("This order is cancelled"),
}
EXPLANATIONS = {
    Status.PENDING: _(
        "We look through every book before it is printed. Until we have, you can change or cancel the order."
    ),
    Status.APPROVED: _("We have looked through it and all is well. Now paper, ink and glue have their turn."),
    Status.SHIPPED: _("It has left the printer’s. We wish you many evenings with it."),
    Status.REJECTED: _("Nothing is printed and nothing is sent."),
    Status.CANCELLED: _("Nothing is printed and nothing is sent. You can order the book again at any time."),
}
HAPPENED = {
    Status.PENDING: _("You ordered it"),
    Status.APPROVED: _("Looked through and given to the printer"),
    Status.SHIPPED: _("Sent to you"),
    Status.REJECTED: _("We could not accept it"),
    Status.CANCELLED: _("Cancelled"),
}
TO_COME = {
    Status.PENDING: (_("We look through it and give it to the printer"), _("We send it to you")),
    Status.APPROVED: (_("We send it to you"),),
}

_ABOVE = ("recipient", "line1", "line2")


def happened(entry: PrintHistory) -> Any:
    is_change = entry.from_status == entry.to_status
    return gettext("You changed the order") if is_change else HAPPENED[Status(entry.to_status)]


def money(amount: Decimal | None, currency: str) -> str:
    """As the visitor's language writes it; "" where no price is told."""
    if amount is None:
        return ""
    language = get_language() or "en"
    how = "name" if language == "ar" else "standard"  # "US$" turns around between Arabic words
    return format_currency(amount, currency, locale=language, format_type=how)


def address_lines(columns: dict[str, Any]) -> list[str]:
    """As on a parcel, from the columns of an order."""
    country = dict(named(regions())).get(columns["country"], columns["country"])
    town = " ".join(filter(None, (columns["postal_code"], columns["city"])))
    return [each for each in (*(columns[name] for name in _ABOVE), town, columns["region"], country) if each]
