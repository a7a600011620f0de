"""The operation of the payment provider, as its view does it."""

from rest_framework.views import APIView

from storybooks.api.schema.books import EXAMPLE_ID, NOT_FOUND
from users.api.operations import Done
from users.api.schema.describing import Content, Operation, json_answer
from users.api.schema.errors import BODY
from users.api.schema.headers import NUMBER, parameter

TEXT = {"type": "string"}
SIGNED = (
    parameter("webhook-id", "header", "Of the message: each counts once.", TEXT, required=True),
    parameter("webhook-timestamp", "header", "Seconds since 1970; at most 5 minutes away.", NUMBER, required=True),
    parameter("webhook-signature", "header", "`v1,` and the signature in base64; or several.", TEXT, required=True),
)


def webhook(view: APIView) -> Operation:
    paid = {"type": "payment.succeeded", "data": {"storybook_id": EXAMPLE_ID}}
    return Operation(
        id="receivePayment",
        summary="A book is paid",
        description="For the payment provider alone: signed after the Standard Webhooks specification with "
        "`PAYMENT_WEBHOOK_SECRET`.",
        tag="Payment",
        answers={200: json_answer("Received.", Done, {"received": {"success": True, "message": "Received"}})},
        errors=(*BODY, "NOT_ACCEPTABLE"),
        own_errors=NOT_FOUND | {"INVALID_SIGNATURE": (401, "The signature is missing or wrong.")},
        parameters=SIGNED,
        body={"application/json": Content(view.input_serializer, {"paid": paid})},
        security=({},),
    )
