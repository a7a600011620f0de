"""/style: every part of the pages at one glance, for whoever builds with them."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponseBase

from users.pages.base import PageView


class StylePageView(PageView):
    """For staff, and where DEBUG is on."""

    template_name = "pages/style.html"
    title = "Style"  # no family's page: not translated

    def answer(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not (settings.DEBUG or request.user.is_staff):
            raise Http404
        return super().answer(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(icons=_icons(), **context)


@cache
def _icons() -> list[str]:
    return re.findall(r'id="([a-z-]+)"', Path(finders.find("pages/icons.svg")).read_text())
