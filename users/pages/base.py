"""What every page does alike: who is asking, what caches may keep, and errors that families can read."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.views.generic import TemplateView

from users.api.throttles import count_request
from users.models import User
from users.pages.errors import error_page, told
from users.pages.places import sign_in_place

PERSONAL = "private, no-store"
SAME_FOR_ALL = "private, no-cache"
"""In the browser alone, which asks before it shows it again, but may go back to it."""


class PageView(TemplateView):
    """A page for everybody. Subclasses set `template_name` and `title`, and add to `get_context_data`.

    `counts` says whether a visit counts against the caller's requests: where the database is asked for more than who
    they are. Search engines are kept out unless `is_found`.
    """

    title: ClassVar[str | Promise] = ""
    is_found = False
    counts = True
    cache_control = PERSONAL

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if self.counts:
                count_request(request)
            response = self.answer(request, *args, **kwargs)
            if hasattr(response, "render"):  # here, so that what goes wrong in a template is told as well
                response = response.render()
        except Exception as error:
            response = told(request, error)
        response.headers.setdefault("Cache-Control", self.cache_control)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The answer to any method; subclasses look here who may ask at all."""
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = error_page(request, 405)
        page.headers["Allow"] = super().http_method_not_allowed(request, *args, **kwargs).headers["Allow"]
        return page

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, is_found=self.is_found, **context)


class FamilyPageView(PageView):
    """A page for who has signed in; others are asked to, and come back here."""

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(sign_in_place(request))
        return super().answer(request, *args, **kwargs)

    @property
    def family(self) -> User:
        return self.request.user
