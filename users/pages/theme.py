"""Light or dark: as the system has it, or as the visitor chose. A cookie keeps it, so pages come in the right one."""

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from users.pages.base import PageView
from users.pages.places import next_place

COOKIE = "theme"
A_YEAR = 365 * 86_400  # s


class Theme(TextChoices):
    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


def theme_of(request: HttpRequest) -> Theme:
    chosen = request.COOKIES.get(COOKIE)
    return Theme(chosen) if chosen in Theme.values else Theme.AUTO


class ThemeView(PageView):
    """POST `theme` and `next`: back to the page, in what was chosen."""

    http_method_names = ("post",)
    counts = False

    def post(self, request: HttpRequest) -> HttpResponse:
        response = redirect(next_place(request))
        chosen = request.POST.get("theme")
        if chosen in Theme.values:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(COOKIE, chosen, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
        return response
