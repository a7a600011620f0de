"""The site, and pages that go wrong in every way."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.urls import path

from storyjobs.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here
from storyjobs.urls import urlpatterns as whole_site
from users.pages.base import FamilyPageView, PageView


class Refused(Exception):
    message, code, http_status, retry_after, extra = "This book is being drawn.", "BOOK_BUSY", 409, 7, {}


def failing(error: Exception):
    class Failing(PageView):
        def get(self, request):
            raise error

    return Failing.as_view()


def broken(request):
    raise ZeroDivisionError


class Family(FamilyPageView):
    template_name = "pages/error.html"


urlpatterns = [
    path("probe/refused", failing(Refused())),
    path("probe/away", failing(OperationalError())),
    path("probe/forbidden", failing(PermissionDenied())),
    path("probe/suspicious", failing(SuspiciousOperation())),
    path("probe/broken", failing(ZeroDivisionError())),
    path("probe/bare", broken),
    path("probe/family", Family.as_view()),
    path("api/probe/broken", broken),
    *whole_site,
]
