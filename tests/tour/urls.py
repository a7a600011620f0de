"""The site, and a page that breaks."""

from django.urls import path

from storyjobs.urls import handler400, handler403, handler404, handler500  # noqa: F401 - Django looks for them here
from storyjobs.urls import urlpatterns as whole_site

BROKEN = "/broken"


def broken(request):
    raise ZeroDivisionError


urlpatterns = [path(BROKEN[1:], broken, name="broken-page"), *whole_site]
