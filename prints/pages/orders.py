"""/prints: a family's orders; each with how it stands, its files, and what can still be changed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from prints import orders
from prints.errors import IllegalMove, UnknownPrintRequest
from prints.models import ADDRESS, PrintRequest
from prints.pages.forms import OrderForm, told_in
from prints.pages.words import EXPLANATIONS, STATUSES, TITLES, TO_COME, address_lines, happened, money
from prints.states import OPEN, Status
from users.api.base import validated
from users.api.pages import PageQuery, page_of
from users.pages.base import FamilyPageView

ON_A_PAGE = 20
REFRESH_SECONDS = 5
"""Between two looks of a page that waits for its files, without scripts."""
TOO_LATE = _("That is no longer possible. This is how the order stands now.")


class OrdersPageView(FamilyPageView):
    template_name = "prints/orders.html"
    title = _("Books on paper")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        cursor = validated(PageQuery, self.request.GET)["cursor"]
        own = orders.own_requests(self.family).select_related("storybook").defer("storybook__story", "storybook__pages")
        found, following = page_of(own, self.request, ON_A_PAGE, cursor)
        return super().get_context_data(
            orders=[_shown(order) for order in found], following=following, is_first=not cursor, **context
        )


class OrderPart(FamilyPageView):
    """What all addresses of an order have in common: its owner alone may come."""

    @cached_property
    def order(self) -> PrintRequest:
        try:
            return orders.own_request(self.family, self.kwargs["request_id"])
        except UnknownPrintRequest:
            raise Http404 from None

    def back(self) -> HttpResponseBase:
        return redirect("order-page", self.order.id)


class OrderPageView(OrderPart):
    template_name = "prints/order.html"

    @property
    def title(self) -> Any:
        return TITLES[Status(self.order.status)]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        order = self.order
        status = Status(order.status)
        is_making = status in OPEN and not order.interior_id
        return super().get_context_data(
            **_shown(order),
            explanation=EXPLANATIONS[status],
            course=[{"words": happened(entry), "at": entry.at} for entry in order.history.order_by("id")],
            to_come=TO_COME.get(status, ()),
            address=address_lines({name: getattr(order, name) for name in ADDRESS}) if order.has_address else [],
            files=_files(order),
            is_making=is_making,
            refresh=REFRESH_SECONDS if is_making else None,
            **context,
        )


class OrderChangePageView(OrderPart):
    """Copies, address and notes, as long as nobody has decided about the order."""

    template_name = "prints/change.html"
    title = _("Change the order")

    def get(self, request: HttpRequest, request_id: UUID) -> HttpResponseBase:
        if not self.order.is_pending:
            messages.warning(request, TOO_LATE)
            return self.back()
        return self.render_to_response(self.get_context_data(form=OrderForm(initial=told_in(self.order))))

    def post(self, request: HttpRequest, request_id: UUID) -> HttpResponseBase:
        order, form = self.order, OrderForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            orders.change(order, self.family, **form.columns)
        except IllegalMove:
            messages.warning(request, TOO_LATE)
        else:
            messages.success(request, _("The order is changed."))
        return self.back()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**_shown(self.order), **context)


class OrderCancelPageView(OrderPart):
    http_method_names = ("post",)

    def post(self, request: HttpRequest, request_id: UUID) -> HttpResponseBase:
        try:
            orders.cancel(self.order, self.family)
        except IllegalMove:
            messages.warning(request, TOO_LATE)
        return self.back()


def _shown(order: PrintRequest) -> dict[str, Any]:
    """What every page of an order tells."""
    unit = order.unit_price
    return {
        "order": order,
        "status": STATUSES[Status(order.status)],
        "unit_price": money(unit, order.currency),
        "total": money(unit and unit * order.copies, order.currency),
        "cover": _cover(order),
    }


def _cover(order: PrintRequest) -> str:
    book = order.storybook
    shown = book and (book.cover_id or book.portrait_id)
    return reverse("file", args=[shown]) if shown else ""


def _files(order: PrintRequest) -> dict[str, str]:
    """Where its owner finds the printer's files; empty until both are made."""
    made = {"cover": order.cover_id, "interior": order.interior_id}
    return {name: reverse("file", args=[file_id]) for name, file_id in made.items()} if all(made.values()) else {}
