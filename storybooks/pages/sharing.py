"""/storybook/{id}/share: links that show a book to others: a new one, those there are, and their end.

A link is told only once, by the page after the one that made it; until then, and for a reload, it waits in a signed
cookie of the browser that made it, since no table may know it.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin

from storybooks.library import NotItsOwner, StorybookNotFound, own_book
from storybooks.models import Storybook
from storybooks.shares import MOST, TooManyShares, end_share, open_shares, share
from users.pages.base import FamilyPageView
from users.pages.forms import PageForm

COOKIE, SALT = "made-link", "storybooks.pages.sharing"
COOKIE_SECONDS = 600
ENDS = {"7": _("in a week"), "30": _("in a month"), "365": _("in a year"), "": _("when I end it")}
"""Days until a link ends, and how they are called."""


class ShareForm(PageForm):
    days = forms.ChoiceField(label=_("The link ends"), choices=list(ENDS.items()), required=False, initial="30")

    def clean_days(self):
        """The moment of the link's end, or None."""
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class SharePageView(FormMixin, FamilyPageView):
    """For the owner of the book alone."""

    template_name = "storybooks/share.html"
    title = _("Share a book")
    form_class = ShareForm

    @cached_property
    def book(self) -> Storybook:
        try:
            return own_book(self.kwargs["storybook_id"], self.family)
        except (StorybookNotFound, NotItsOwner):
            raise Http404 from None

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        links = list(open_shares(self.book))
        made_id, _, token = self._made().partition(" ")
        made = next((link for link in links if str(link.id) == made_id), None)
        address = self.request.build_absolute_uri(reverse("shared-page", args=[token])) if made else ""
        return super().get_context_data(
            book=self.book, links=links, made=made, address=address, is_full=len(links) >= MOST, **context
        )

    def post(self, request: HttpRequest, storybook_id: UUID) -> HttpResponseBase:
        return self._end(request.POST["end"]) if "end" in request.POST else self._make()

    def _make(self) -> HttpResponseBase:
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            made, token = share(self.book, form.cleaned_data["days"])
        except TooManyShares:
            form.add_error(None, _("This book has as many links as a book may have. Please end one of them first."))
            return self.render_to_response(self.get_context_data(form=form), status=TooManyShares.http_status)
        answer = self._back()
        answer.set_signed_cookie(
            COOKIE,
            f"{made.id} {token}",
            salt=SALT,
            max_age=COOKIE_SECONDS,
            path=self.request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return answer

    def _end(self, share_id: str) -> HttpResponseBase:
        """One that has ended already has ended."""
        try:
            end_share(self.book, UUID(share_id))
        except ValueError:
            raise Http404 from None
        messages.success(self.request, gettext("The link shows nothing any more."))
        return self._back()

    def _back(self) -> HttpResponseBase:
        return redirect("share-page", self.book.id)

    def _made(self) -> str:
        return self.request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_SECONDS)
