"""/storybook/{id}: a book to read, and what its owner may do with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin
from rest_framework.exceptions import Throttled

from jobs.errors import JobError
from storybooks.api.books import start_editing
from storybooks.library import StorybookNotFound, own_book, readable_book, unfinished_changes
from storybooks.models import Storybook
from storybooks.pages.create.forms import WordsField
from storybooks.pages.leaves import SIDE, reading
from storybooks.pages.scenes.changes import refused
from users.pages.base import PageView
from users.pages.forms import PageForm

TEXT_SIZES = {"1", "2", "3", "4"}
TEXT_SIZE_COOKIE, USUAL_SIZE = "text-size", "2"


class TitleForm(PageForm):
    title = WordsField(
        label=_("Another title"),
        max_length=100,
        error_messages={
            "required": _("Please write a title."),
            "max_length": _("A title has at most 100 characters."),
        },
        widget=forms.TextInput(attrs={"type": "text", "dir": "auto", "autocomplete": "off"}),
    )


class ReadingView(PageView):
    """A page on which a book is read."""

    template_name = "storybooks/reader.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(side=SIDE, text_size=text_size_of(self.request), **context)


class BookPageView(FormMixin, ReadingView):
    """For its owner; a guest's book for whoever has its address. For all others there is no such book."""

    form_class = TitleForm

    @cached_property
    def book(self) -> Storybook:
        try:
            return readable_book(self.kwargs["storybook_id"], self.request.user)
        except StorybookNotFound:
            raise Http404 from None

    @property
    def is_owner(self) -> bool:
        return self.book.user_id is not None and self.book.user_id == self.request.user.pk

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.book.title}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        book = self.book
        changes = [job.type for job in unfinished_changes(book)] if self.is_owner else []
        shown = super().get_context_data(
            book=book,
            reading=reading(book, book.title, lambda file_id: reverse("file", args=[file_id])),
            is_owner=self.is_owner,
            is_changing=bool(changes),
            pdf=reverse("storybook-download", args=[book.id]) if book.pdf_id else "",
            **context,
        )
        return shown | {"title": book.title}

    def post(self, request: HttpRequest, storybook_id: UUID) -> HttpResponseBase:
        """Another title."""
        if not self.is_owner:
            raise Http404
        form = self.get_form()
        if form.is_valid() and self._renamed(form):
            messages.success(request, gettext("The book has its new title. The PDF follows in a moment."))
            return redirect("book-page", storybook_id)
        return self._again(form)

    def _renamed(self, form: TitleForm) -> bool:
        """Whether it has this title now; if not, the form says why."""
        title = form.cleaned_data["title"]
        if title == self.book.title and self.book.pdf_is_current:
            return True
        try:
            start_editing(self.request, {"storybookId": own_book(self.book.id, self.request.user).id, "title": title})
        except (JobError, Throttled) as error:
            form.add_error("title", refused(error))
        return form.is_valid()

    def _again(self, form: TitleForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, is_renaming=True), status=422)


def text_size_of(request: HttpRequest) -> str:
    """As the reader has chosen; the script of the page keeps it in a cookie, so that nothing moves when it loads."""
    chosen = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return chosen if chosen in TEXT_SIZES else USUAL_SIZE
