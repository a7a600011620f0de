"""/shared/{token}: a book for whoever has a link to it, to read and no more.

The address is the secret: no cache, no search engine and no other site gets to know it, and the page has no form, since
browsers would send it without saying where it comes from.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storybooks.api.shared import HEADERS
from storybooks.models import Storybook
from storybooks.pages.leaves import reading
from storybooks.pages.reader import ReadingView
from storybooks.shares import shared_book


class SharedPageView(ReadingView):
    template_name = "storybooks/shared.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.book is None:
            gone = {"title": _("This link shows nothing any more")}
            return render(request, "storybooks/shared_gone.html", gone, status=404)
        return super().answer(request, *args, **kwargs)

    @cached_property
    def book(self) -> Storybook | None:
        return shared_book(self.kwargs["share_token"])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        def address(file_id: UUID) -> str:
            return reverse("shared-file", args=[self.kwargs["share_token"], file_id])

        title = self.book.printed_title or gettext("A picture book")
        pdf = address(self.book.pdf_id) if self.book.pdf_id else ""
        shown = super().get_context_data(reading=reading(self.book, title, address), pdf=pdf, **context)
        return shown | {"title": title}
