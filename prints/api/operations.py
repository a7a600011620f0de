"""The operations on print requests, as their views do them."""

from dataclasses import replace
from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from jobs.api.schema.headers import SUCCESSOR
from jobs.api.schema.shapes import moment
from prints.states import Status
from storybooks.api.results import EXAMPLE_FILE
from storybooks.api.schema.older import BEARER, OlderDone
from storybooks.refusals import BOOK_REFUSALS
from users.api.pages import PAGE_PARAMETERS
from users.api.schema.describing import USER, Content, Operation, json_answer
from users.api.schema.errors import BODY, CHANGES
from users.api.schema.headers import header, parameter

TAG = "Prints"
SIGNED_IN = ("AUTHENTICATION_REQUIRED", "NOT_ACCEPTABLE")
MISSING = {"PRINT_REQUEST_NOT_FOUND": (404, "Print request not found")}
UNPRINTABLE = {
    "STORYBOOK_NOT_FOUND": BOOK_REFUSALS["STORYBOOK_NOT_FOUND"],
    "BOOK_HAS_ERRORS": (409, "Some pictures of this book could not be drawn. Please have them redrawn first."),
}
EXISTS = "A print request already exists for this storybook"
TAKEN = {"OPEN_PRINT_REQUEST": (409, EXISTS)}
CLOSED = {"ILLEGAL_MOVE": (409, "This print request cannot be cancelled: it is approved.")}
LOCATION = {"Location": header("The new request.", {"type": "string", "format": "uri"}, required=True)}


class Address(serializers.Serializer):
    name = serializers.CharField(help_text="who gets it")
    line1 = serializers.CharField(help_text="street and number")
    line2 = serializers.CharField(allow_blank=True, help_text="flat, floor, building")
    city = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True, help_text="state, province, emirate")
    postalCode = serializers.CharField(allow_blank=True)
    country = serializers.CharField(help_text="its two letters (ISO 3166-1)")
    phone = serializers.CharField(allow_blank=True, help_text="as +966512345678, for the carrier")


class Price(serializers.Serializer):
    unit = serializers.CharField(help_text="of one copy, as 40.00")
    total = serializers.CharField(help_text="of all copies")
    currency = serializers.CharField(help_text="ISO 4217, as USD")


class PrintFiles(serializers.Serializer):
    """Two PDFs. Their addresses hold read tokens, so they need no session."""

    interior = serializers.URLField(help_text="the pages; of a book that runs from right to left the last one first")
    cover = serializers.URLField(help_text="back, spine and front, with what is folded around the boards")


class PrintEvent(serializers.Serializer):
    status = serializers.ChoiceField(Status.choices)
    at = moment("when it happened")
    note = serializers.CharField(allow_null=True, help_text="why, for a person")


class PrintRequest(serializers.Serializer):
    """A family's wish to have a book printed."""

    printRequestId = serializers.UUIDField()
    storybookId = serializers.UUIDField(allow_null=True, help_text="null once the book was deleted")
    title = serializers.CharField(allow_blank=True, help_text="the book's, when it was ordered")
    status = serializers.ChoiceField(Status.choices)
    copies = serializers.IntegerField(min_value=1)
    price = Price(allow_null=True, help_text="as it was when it was ordered; null where none was told")
    address = Address(allow_null=True, help_text="null until it is given; without one nothing is approved")
    notes = serializers.CharField(allow_blank=True)
    trackingCode = serializers.CharField(allow_null=True, help_text="the carrier's, once it was shipped")
    reason = serializers.CharField(allow_null=True, help_text="of a rejected one: why, for a person")
    files = PrintFiles(allow_null=True, help_text="what is printed, to look at; made within some minutes")
    canChange = serializers.BooleanField()
    canCancel = serializers.BooleanField()
    createdAt = moment("when it was ordered")
    updatedAt = moment("when it last changed")


class PrintRequestWithHistory(PrintRequest):
    """A family's wish to have a book printed, and what happened to it."""

    history = PrintEvent(many=True)


class PrintRequestsPage(serializers.Serializer):
    """The caller's print requests, newest first."""

    prints = PrintRequest(many=True)
    next = serializers.URLField(allow_null=True, help_text="the next page, or null")


class Quote(serializers.Serializer):
    storybookId = serializers.UUIDField()
    copies = serializers.IntegerField(min_value=1)
    price = Price(allow_null=True, help_text="null where no price is told")


EXAMPLE_ID = "7d6c5b4a-3928-4716-8f5e-4d3c2b1a0987"
BOOK_ID = "5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716"
PRICE = {"unit": "40.00", "total": "80.00", "currency": "USD"}
ADDRESS = {
    "name": "Mina Example",
    "line1": "12 Lantern Street",
    "line2": "",
    "city": "Riyadh",
    "region": "",
    "postalCode": "12211",
    "country": "SA",
    "phone": "+966512345678",
}
ORDERED: dict[str, Any] = {
    "printRequestId": EXAMPLE_ID,
    "storybookId": BOOK_ID,
    "title": "The Lantern",
    "status": "pending",
    "copies": 2,
    "price": PRICE,
    "address": ADDRESS,
    "notes": "",
    "trackingCode": None,
    "reason": None,
    "files": None,
    "canChange": True,
    "canCancel": True,
    "createdAt": "2026-01-01T12:00:00.000Z",
    "updatedAt": "2026-01-01T12:00:00.000Z",
}
BORN = {"status": "pending", "at": ORDERED["createdAt"], "note": None}
SHIPPED = ORDERED | {
    "status": "shipped",
    "trackingCode": "RB123456789SA",
    "files": {"interior": EXAMPLE_FILE, "cover": EXAMPLE_FILE},
    "canChange": False,
    "canCancel": False,
    "updatedAt": "2026-01-05T09:00:00.000Z",
}
TOLD = [
    BORN,
    {"status": "approved", "at": "2026-01-02T08:00:00.000Z", "note": None},
    {"status": "shipped", "at": SHIPPED["updatedAt"], "note": None},
]


def order(view: APIView) -> Operation:
    request = {"storybookId": BOOK_ID, "copies": 2, "address": ADDRESS}
    return Operation(
        id="orderPrint",
        summary="Order a print",
        description="A book of one's own as a hardcover on paper. A book has one open request at a time.",
        tag=TAG,
        answers={
            201: json_answer(
                "Ordered.", PrintRequestWithHistory, {"ordered": ORDERED | {"history": [BORN]}}, **LOCATION
            )
        },
        errors=(*BODY, *CHANGES, *SIGNED_IN),
        own_errors=UNPRINTABLE | TAKEN,
        body={"application/json": Content(view.input_serializer, {"order": request})},
        security=USER,
    )


def own_requests(view: APIView) -> Operation:
    return Operation(
        id="listOwnPrints",
        summary="One's own print requests",
        description="Newest first, in pages.",
        tag=TAG,
        answers={200: json_answer("A page of them.", PrintRequestsPage, {"page": {"prints": [SHIPPED], "next": None}})},
        errors=("INVALID_INPUT", *SIGNED_IN),
        parameters=PAGE_PARAMETERS,
        security=USER,
    )


def request(view: APIView) -> Operation:
    return Operation(
        id="getPrint",
        summary="A print request",
        description="How it goes, and what happened to it.",
        tag=TAG,
        answers={200: json_answer("The request.", PrintRequestWithHistory, {"shipped": SHIPPED | {"history": TOLD}})},
        errors=("NOT_FOUND", *SIGNED_IN),
        own_errors=MISSING,
        security=USER,
    )


def change(view: APIView) -> Operation:
    changed = {"ordered": ORDERED | {"history": [BORN, BORN | {"note": "Changed"}]}}
    return Operation(
        id="changePrint",
        summary="Complete or change a print request",
        description="Copies, address or notes, while it is pending. An address is replaced as a whole.",
        tag=TAG,
        answers={200: json_answer("Changed.", PrintRequestWithHistory, changed)},
        errors=("NOT_FOUND", *BODY, *CHANGES, *SIGNED_IN),
        own_errors=MISSING | CLOSED,
        body={"application/json": Content(view.input_serializer, {"address": {"address": ADDRESS}})},
        security=USER,
    )


def cancel(view: APIView) -> Operation:
    over = ORDERED | {"status": "cancelled", "canChange": False, "canCancel": False}
    cancelled = {"cancelled": over | {"history": [BORN, BORN | {"status": "cancelled"}]}}
    return Operation(
        id="cancelPrint",
        summary="Cancel a print request",
        description="Takes a pending one back; twice is once.",
        tag=TAG,
        answers={200: json_answer("Cancelled.", PrintRequestWithHistory, cancelled)},
        errors=("NOT_FOUND", *CHANGES, *SIGNED_IN),
        own_errors=MISSING | CLOSED,
        security=USER,
    )


def quote(view: APIView) -> Operation:
    return Operation(
        id="quotePrint",
        summary="What a print costs",
        description="For a book that can be ordered.",
        tag=TAG,
        answers={200: json_answer("The price.", Quote, {"two": {"storybookId": BOOK_ID, "copies": 2, "price": PRICE}})},
        errors=("INVALID_INPUT", *SIGNED_IN),
        own_errors=UNPRINTABLE,
        parameters=(
            parameter("storybook", "query", "One's own book.", {"type": "string", "format": "uuid"}, required=True),
            parameter("copies", "query", "Of the one book.", {"type": "integer", "minimum": 1, "default": 1}),
        ),
        security=USER,
    )


def legacy_order(view: APIView) -> Operation:
    new = order(view)
    return replace(
        new,
        id="orderPrintLegacy",
        description="As the older system knew it, without an address: that is added later, before it is approved.",
        answers={200: json_answer("Ordered.", OlderDone, {"ordered": {"success": True}})},
        own_errors=UNPRINTABLE | {"OPEN_PRINT_REQUEST": (400, EXISTS)},
        body={"application/json": Content(view.input_serializer, {"order": {"storybook_id": BOOK_ID}})},
        security=BEARER,
        headers=SUCCESSOR,
        deprecated=True,
    )
