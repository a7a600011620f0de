"""/storybook/{id}/print: the book on paper and where it shall go; then all of it once more, before it is ordered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import Throttled

from prints import orders
from prints.errors import BookHasErrors, OpenPrintRequest
from prints.models import PrintRequest
from prints.pages.draft import Draft
from prints.pages.forms import OrderForm, beginning
from prints.pages.preview import missing_scenes, preview_of
from prints.pages.words import address_lines, money
from prints.states import OPEN
from storybooks.library import StorybookNotFound, own_book
from storybooks.models import Storybook
from users.api.throttles import count_start
from users.pages.base import FamilyPageView
from users.pages.words import how_long


class OrderingView(FamilyPageView):
    """For the owner of a book. Who comes with one that cannot be printed is told what it lacks."""

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().answer(request, *args, **kwargs)
        except StorybookNotFound:
            raise Http404 from None
        except BookHasErrors as error:
            return self._unprintable(own_book(kwargs["storybook_id"], self.family), error.http_status)

    @cached_property
    def book(self) -> Storybook:
        return orders.printable_book(self.family, self.kwargs["storybook_id"])

    @cached_property
    def draft(self) -> Draft:
        return Draft(self.request, self.book.id)

    def open_order(self) -> PrintRequest | None:
        """A book has at most one."""
        return orders.own_requests(self.family).filter(storybook=self.book, status__in=OPEN).first()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(book=self.book, **context)

    def _unprintable(self, book: Storybook, status: int) -> HttpResponse:
        self.template_name = "prints/unprintable.html"
        context = super().get_context_data(book=book, missing=missing_scenes(book))
        return self.render_to_response(context, status=status)


class PrintPageView(OrderingView):
    template_name = "prints/print.html"
    title = _("Your book on paper")

    def get(self, request: HttpRequest, storybook_id: UUID) -> HttpResponseBase:
        waiting = self.open_order()
        if waiting:
            messages.info(request, _("You have ordered this book already. This is the order."))
            return redirect("order-page", waiting.id)
        told = self.draft.told
        form = OrderForm(told) if told else OrderForm(initial=beginning(request))
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, storybook_id: UUID) -> HttpResponseBase:
        form = OrderForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.draft.tell(form.cleaned_data)
        return redirect("print-review-page", storybook_id)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        unit, currency = orders.price()
        return super().get_context_data(preview=preview_of(self.book), unit_price=money(unit, currency), **context)


class ReviewPageView(OrderingView):
    """The second page's button orders, once: a second press, or another window's, leads to the same order."""

    template_name = "prints/review.html"
    title = _("Is everything right?")

    @cached_property
    def form(self) -> OrderForm:
        return OrderForm(self.draft.told)

    def get(self, request: HttpRequest, storybook_id: UUID) -> HttpResponseBase:
        if not self.form.is_valid():
            return redirect("print-page", storybook_id)
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, storybook_id: UUID) -> HttpResponseBase:
        key = request.POST.get("key", "")
        if ordered := self._ordered_before(key):
            return redirect("order-page", ordered.id)
        if not self.form.is_valid():
            return redirect("print-page", storybook_id)
        if key != self.draft.key:
            messages.info(request, _("Your order or its price has changed meanwhile. This is how it stands now."))
            return redirect("print-review-page", storybook_id)
        try:
            return redirect("order-page", self._order().id)
        except OpenPrintRequest:  # by another window, or the same button a moment ago
            waiting = self.open_order()
            return redirect("order-page", waiting.id) if waiting else redirect("print-page", storybook_id)
        except Throttled as error:
            return self._too_often(error.wait or 0)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        columns = self.form.columns
        unit, currency = orders.price()
        return super().get_context_data(
            wanted=columns,
            address=address_lines(columns),
            unit_price=money(unit, currency),
            total=money(unit and unit * columns["copies"], currency),
            key=self.draft.key,
            **context,
        )

    def _ordered_before(self, key: str) -> PrintRequest | None:
        try:
            return orders.own_requests(self.family).filter(id=UUID(key)).first()
        except ValueError:
            return None

    def _order(self) -> PrintRequest:
        count_start(self.request, "print")
        ordered = orders.order(self.family, self.book.id, id=UUID(self.draft.key), **self.form.columns)
        self.draft.forget()
        return ordered

    def _too_often(self, wait: float) -> HttpResponse:
        sentence = gettext("These were many orders in a short time. Please wait %(time)s.") % {"time": how_long(wait)}
        return self.render_to_response(self.get_context_data(obstacle=sentence), status=429)
