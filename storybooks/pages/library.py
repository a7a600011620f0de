"""/storybook/library: a family's bookshelf, newest first. For guests, what it would be and how to get one."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from jobs.states import ACTIVE
from storybooks.models import Storybook
from users.api.base import validated
from users.api.pages import PageQuery, page_of
from users.models import User
from users.pages.base import PageView
from users.pages.places import sign_in_place

ON_A_SHELF = 24


@dataclass(frozen=True)
class OnShelf:
    book: Storybook
    cover: str | None
    is_changing: bool


class LibraryPageView(PageView):
    template_name = "storybooks/library.html"
    title = _("Bookshelf")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        if not self.request.user.is_authenticated:
            return super().get_context_data(sign_in=sign_in_place(self.request), **context)
        cursor = validated(PageQuery, self.request.GET)["cursor"]
        own = Storybook.objects.filter(user=self.request.user).defer("story", "pages")
        books, following = page_of(own, self.request, ON_A_SHELF, cursor)
        return super().get_context_data(
            shelf=_standing(books, self.request.user), following=following, is_first=not cursor, **context
        )


def _standing(books: list[Storybook], family: User) -> list[OnShelf]:
    unfinished = Job.objects.filter(user=family, status__in=ACTIVE, input_data__storybook__isnull=False)
    changing = set(unfinished.values_list("input_data__storybook", flat=True))
    return [OnShelf(book, _cover(book), str(book.id) in changing) for book in books]


def _cover(book: Storybook) -> str | None:
    shown = book.cover_id or book.portrait_id
    return reverse("file", args=[shown]) if shown else None
