"""The JSON shape of a print request, in one place."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from jobs.api.representation import timestamp
from prints.models import PrintHistory, PrintRequest
from storybooks.files import file_path

ADDRESS = {
    "name": "recipient",
    "line1": "line1",
    "line2": "line2",
    "city": "city",
    "region": "region",
    "postalCode": "postal_code",
    "country": "country",
    "phone": "phone",
}
"""The names on the wire, and the columns."""


def represent(request: PrintRequest, absolute: Callable[[str], str]) -> dict[str, Any]:
    """The request as its owner sees it; asks the database for nothing. `absolute` turns our paths into URLs."""
    address = {name: getattr(request, column) for name, column in ADDRESS.items()}
    files = {"interior": request.interior_id, "cover": request.cover_id}
    return {
        "printRequestId": str(request.id),
        "storybookId": str(request.storybook_id) if request.storybook_id else None,
        "title": request.title,
        "status": request.status,
        "copies": request.copies,
        "price": price_of(request.unit_price, request.copies, request.currency),
        "address": address if request.has_address else None,
        "notes": request.notes,
        "trackingCode": request.tracking_code or None,
        "reason": request.reason or None,
        "files": {name: absolute(file_path(file)) for name, file in files.items()} if all(files.values()) else None,
        "canChange": request.is_pending,
        "canCancel": request.is_pending,
        "createdAt": timestamp(request.created_at),
        "updatedAt": timestamp(request.updated_at),
    }


def price_of(unit: Decimal | None, copies: int, currency: str) -> dict[str, str] | None:
    return {"unit": str(unit), "total": str(unit * copies), "currency": currency} if unit is not None else None


def history_of(request: PrintRequest) -> list[dict[str, Any]]:
    """What happened to the request, in order. Who of the staff did it is not the family's to know."""
    return [_entry(entry) for entry in request.history.order_by("id")]


def _entry(entry: PrintHistory) -> dict[str, Any]:
    return {"status": entry.to_status, "at": timestamp(entry.at), "note": entry.note or None}
