"""POST /api/webhooks/payment: the payment provider tells that a book is paid, signed after Standard Webhooks.

Without a secret in the settings nothing is believed.
"""

import logging
import time
from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from storybooks.api.schema import payment as operations
from storybooks.library import StorybookNotFound
from storybooks.models import Storybook
from storybooks.payments import PROVIDER, set_paid
from users.acting import service
from users.api.base import PrivateView, validated
from users.api.schema.describing import ApiSchema
from users.api.throttles import count_request
from users.webhooks import SignatureRefused, verified_id

log = logging.getLogger("storybooks")

SUCCEEDED = "payment.succeeded"


class InvalidSignature(APIException):
    status_code = 401
    default_detail = "The signature is missing or wrong."
    default_code = "INVALID_SIGNATURE"


class PaymentData(serializers.Serializer):
    storybook_id = serializers.UUIDField(help_text="the book that was paid for")


class PaymentMessage(serializers.Serializer):
    type = serializers.CharField(max_length=100, help_text=f"`{SUCCEEDED}`; others are received, and change nothing")
    data = serializers.DictField(help_text=f"of `{SUCCEEDED}`: `storybook_id`")


class PaymentWebhookView(PrivateView):
    """Whoever has signed the message may say so; each message counts once, however often it comes."""

    schema = ApiSchema(post=operations.webhook)
    input_serializer = PaymentMessage
    authentication_classes = ()
    throttle_classes = ()  # a provider may have much to tell; who only tries meets the limit of guests below

    def post(self, request: Request) -> Response:
        webhook_id = self._verified(request)
        message = validated(PaymentMessage, request.data)
        if message["type"] == SUCCEEDED:
            self._paid(validated(PaymentData, message["data"])["storybook_id"], webhook_id)
        return Response({"success": True, "message": "Received"})

    def _verified(self, request: Request) -> str:
        try:
            return verified_id(request.headers, request._request.body, settings.PAYMENT_WEBHOOK_SECRET, time.time())
        except SignatureRefused:
            if not settings.PAYMENT_WEBHOOK_SECRET:
                log.error("payment.refused reason=PAYMENT_WEBHOOK_SECRET is not set")
            count_request(request)
            raise InvalidSignature from None

    def _paid(self, storybook_id: Any, webhook_id: str) -> None:
        with service():  # the provider is nobody's owner
            book = Storybook.objects.filter(id=storybook_id).first()
        if book is None:
            log.error("payment.book_unknown id=%s webhook=%s", storybook_id, webhook_id)
            raise StorybookNotFound
        set_paid(book, True, PROVIDER, webhook_id)
