"""The first page: what comes out, how, in which styles, and what becomes of the photo. Its pictures."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from storybooks.catalog import Style
from storybooks.pages import samples
from users.pages.base import SAME_FOR_ALL, PageView
from users.plans import Plan, monthly_limit

FOR_GOOD = "public, max-age=31536000, immutable"
STYLE_NAMES = {
    Style.STORYBOOK: _("Storybook"),
    Style.SEMI_REALISTIC: _("Semi-realistic"),
    Style.COMIC_BOOK: _("Comic book"),
    Style.FLAT_ILLUSTRATION: _("Flat illustration"),
    Style.ANIME: _("Anime"),
}
LEAVES = (  # of the sample book, told in fewer words
    ("scene-1", _("Every evening an old lantern stood on the window sill, so that nobody would lose the way home.")),
    ("scene-3", _("One windy morning it was gone. Mia and a little fox ran along the path together.")),
    ("scene-4", _("At the river it began to rain. They hid under a big leaf and shared an apple.")),
    ("scene-7", _("In the dark cave slept a very small dragon, curled around the lantern!")),
    ("scene-9", _("They walked back under the stars, and the whole village cheered.")),
)


class HomePageView(PageView):
    template_name = "storybooks/home.html"
    is_found = True
    counts = False
    cache_control = SAME_FOR_ALL

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            leaves=LEAVES,
            styles=STYLE_NAMES.items(),
            photo_days=settings.PHOTO_RETENTION_DAYS,
            is_offline=settings.STUDIO == "offline",
            free_books=monthly_limit(Plan.FREE),
            **context,
        )


@require_safe
def sample(request: HttpRequest, version: str, name: str, width: int) -> HttpResponse:
    """One of the sample pictures. During a deployment pages of another version ask for theirs and get ours."""
    try:
        data = samples.sample(name, width)
    except KeyError:
        raise Http404 from None
    keep = FOR_GOOD if version == samples.version() else "no-store"
    return HttpResponse(data, content_type="image/webp", headers={"Cache-Control": keep})
