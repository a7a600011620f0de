"""/storybook/{id}/scenes/{page}/{scene}: one scene of a finished book gets other words, or another picture."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from rest_framework.exceptions import APIException

from jobs.errors import JobError
from jobs.estimates import whole_seconds
from storybooks.library import NotItsOwner, SceneNotFound, StorybookNotFound, own_book, scene_of
from storybooks.models import Storybook
from storybooks.pages.leaves import SIDE, reading
from storybooks.pages.scenes.changes import Overtaken, Part, begin, obstacle, refused
from storybooks.pages.scenes.forms import ChangeForm, picture_form, words_form
from users.pages.base import FamilyPageView
from users.pages.words import how_long

OVERTAKEN = {
    False: _(
        "This text was changed meanwhile, perhaps in another window. Above you see how it reads now. "
        "If you keep yours, it takes the place of that one."
    ),
    True: _(
        "This picture was drawn anew meanwhile. Above you see it as it is now. "
        "If you have it drawn once more, the next one takes its place."
    ),
}
UNDER_WAY = {
    False: _(
        "Another change of this text is under way right now. Please keep yours when that one has come to its end."
    ),
    True: _("This picture is being drawn already, so we have begun nothing else."),
}
"""By whether it is the picture: why a form is shown again instead of what it asked for."""


class ScenePageView(FamilyPageView):
    """For the owner of the book alone."""

    template_name = "storybooks/scene.html"
    title = _("Change this scene")

    @cached_property
    def book(self) -> Storybook:
        try:
            book = own_book(self.kwargs["storybook_id"], self.family)
            scene_of(book, self.kwargs["page"], self.kwargs["scene"])
        except (StorybookNotFound, NotItsOwner, SceneNotFound):
            raise Http404 from None
        return book

    def part(self, is_picture: bool) -> Part:
        return Part(self.book, self.kwargs["page"], self.kwargs["scene"], is_picture)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        forms = {name: form for name, form in context.items() if isinstance(form, ChangeForm)}
        words, picture = self.part(is_picture=False), self.part(is_picture=True)
        shown = reading(self.book, self.book.title, lambda file_id: reverse("file", args=[file_id]))
        told = {
            "book": self.book,
            "reading": shown,
            "scene": next(each for each in shown.scenes if (each.page, each.number) == (words.page, words.scene)),
            "side": SIDE,
            "words": words,
            "picture": picture,
            "words_form": words_form(words),
            "picture_form": picture_form(picture),
            "takes": how_long(whole_seconds(picture.job_type, {})),
            "limit": _limit(),
            "obstacle": obstacle(self.request, picture),
        }
        return super().get_context_data(**told | forms)

    def post(self, request: HttpRequest, storybook_id: UUID, page: int, scene: int) -> HttpResponseBase:
        return self._redraw() if request.POST.get("change") == "picture" else self._reword()

    def _reword(self) -> HttpResponseBase:
        part = self.part(is_picture=False)
        form = words_form(part, self.request.POST)
        if not form.is_valid():
            return self._again(422, words_form=form)
        words = {"description": form.cleaned_data["description"]}
        if words["description"] == part.told["description"]:
            form.add_error("description", _("These are the words that stand there already."))
            return self._again(422, words_form=form)
        status = self._begin(part, form, words)
        return self._again(status, words_form=form) if status else self._back()

    def _redraw(self) -> HttpResponseBase:
        part = self.part(is_picture=True)
        form = picture_form(part, self.request.POST)
        if not form.is_valid():
            return self._again(422, picture_form=form)
        status = self._begin(part, form, form.wish(part.told))
        return self._again(status, picture_form=form) if status else self._back()

    def _begin(self, part: Part, form: ChangeForm, words: dict[str, str]) -> int:
        """Begin the change. Else the form says why not, and this is the status of the answer."""
        try:
            begin(self.request, part, words, form.cleaned_data["seen"], form.cleaned_data["after"])
        except Overtaken:
            now = self.part(part.is_picture)
            told = UNDER_WAY if now.state == "active" else OVERTAKEN
            form.add_error(None if part.is_picture else "description", told[part.is_picture])
            form.look_again(now)
            return 409
        except (StorybookNotFound, SceneNotFound):  # erased at this moment
            raise Http404 from None
        except (JobError, APIException) as error:
            form.add_error(None, refused(error))
            return getattr(error, "http_status", None) or error.status_code
        return 0

    def _again(self, status: int, **forms: ChangeForm) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(**forms), status=status)

    def _back(self) -> HttpResponseBase:
        return redirect(self.request.path)


def _limit() -> str:
    """How many may be drawn in which time; "" without a limit."""
    limit = settings.RATE_LIMIT_STARTS
    if limit is None:
        return ""
    words = ngettext(
        "You may have %(count)d picture drawn anew in %(time)s.",
        "You may have %(count)d pictures drawn anew in %(time)s.",
        limit.most,
    )
    return words % {"count": limit.most, "time": how_long(limit.seconds)}
