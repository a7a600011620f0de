"""/api/prints: a family's print requests."""

from uuid import UUID

from django.urls import reverse
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from prints import orders
from prints.api import operations
from prints.api.fields import LegacyInput, OrderInput, QuoteInput, WishInput, columns_of
from prints.api.representation import history_of, price_of, represent
from prints.errors import OpenPrintRequest
from prints.models import PrintRequest
from storybooks.api.older import OlderLibraryView
from users.api.base import PrivateView, signed_in, validated
from users.api.pages import PageQuery, page_of
from users.api.schema.describing import ApiSchema
from users.api.throttles import count_start


class PrintsView(PrivateView):
    """One's own print requests, whoever asks."""

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        signed_in(request, "Please sign in to order a print.")

    def told(self, request: Request, printed: PrintRequest, **how) -> Response:
        body = represent(printed, request.build_absolute_uri) | {"history": history_of(printed)}
        return Response(body, **how)


class RequestsView(PrintsView):
    schema = ApiSchema(get=operations.own_requests, post=operations.order)
    input_serializer = OrderInput

    def get(self, request: Request) -> Response:
        asked = validated(PageQuery, request.query_params)
        requests, following = page_of(orders.own_requests(request.user), request, asked["limit"], asked["cursor"])
        shown = [represent(one, request.build_absolute_uri) for one in requests]
        return Response({"prints": shown, "next": following})

    def post(self, request: Request) -> Response:
        wanted = validated(OrderInput, request.data)
        count_start(request, "print")
        ordered = orders.order(request.user, wanted["storybookId"], **columns_of(wanted))
        url = request.build_absolute_uri(reverse("print", args=[ordered.id]))
        return self.told(request, ordered, status=201, headers={"Location": url})


class RequestView(PrintsView):
    schema = ApiSchema(get=operations.request, patch=operations.change)
    input_serializer = WishInput

    def get(self, request: Request, request_id: UUID) -> Response:
        return self.told(request, orders.own_request(request.user, request_id))

    def patch(self, request: Request, request_id: UUID) -> Response:
        found = orders.own_request(request.user, request_id)
        columns = columns_of(validated(WishInput, request.data))
        if not columns:
            raise ValidationError("Please say what to change: copies, address or notes.")
        orders.change(found, request.user, **columns)
        return self.told(request, found)


class CancelView(PrintsView):
    schema = ApiSchema(post=operations.cancel)

    def post(self, request: Request, request_id: UUID) -> Response:
        found = orders.own_request(request.user, request_id)
        orders.cancel(found, request.user)
        return self.told(request, found)


class QuoteView(PrintsView):
    """What it would cost, for the same books that can be ordered."""

    schema = ApiSchema(get=operations.quote)

    def get(self, request: Request) -> Response:
        asked = validated(QuoteInput, request.query_params)
        book = orders.printable_book(request.user, asked["storybook"])
        unit, currency = orders.price()
        price = price_of(unit, asked["copies"], currency)
        return Response({"storybookId": str(book.id), "copies": asked["copies"], "price": price})


class LegacyRequestView(OlderLibraryView):
    """POST /api/story/request-print: it asks for no address, which the family adds later."""

    schema = ApiSchema(post=operations.legacy_order)
    input_serializer = LegacyInput
    successor = "prints"

    def post(self, request: Request) -> Response:
        wanted = validated(LegacyInput, request.data)
        count_start(request, "print")
        try:
            orders.order(request.user, wanted["storybook_id"], **columns_of(wanted))
        except OpenPrintRequest as open_request:
            open_request.http_status = 400  # as the older system's clients know it
            raise
        return Response({"success": True})
