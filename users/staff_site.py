"""The admin's site: django-unfold's pages, but staff sign in by e-mail and password, and who guesses is stopped."""

from collections.abc import Callable
from typing import Any

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from users.acting import become, service
from users.client_address import client_address
from users.rate_limits import count

POLICY = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}
"""What unfold needs beyond the policy of all pages: Alpine.js evaluates the expressions in its attributes, and colours
stand in a style element. There is still no inline script and nothing from elsewhere."""


class StaffSignInForm(AuthenticationForm):
    """Counts every try, from one address and for one e-mail address, before it looks at the password."""

    def clean(self) -> dict[str, Any]:
        _count_try(self.request, "staff sign-in", str(self.cleaned_data.get("username", "")).casefold())
        with service():  # nobody is signed in yet
            cleaned = super().clean()
        if user := self.get_user():
            become(user)
        return cleaned


class StaffSite(UnfoldAdminSite):
    login_form = StaffSignInForm

    def get_urls(self) -> list:
        """Without the way to a row's page on the site: no row here has one, and ids that are none break it."""
        return [place for place in super().get_urls() if getattr(place, "name", "") != "view_on_site"]

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        return csp_update(POLICY)(super().admin_view(view, cacheable))

    def search(self, request: HttpRequest, extra_context=None) -> HttpResponseBase:
        """Pages of the admin by their names, for Ctrl+K. A page number that is none finds nothing."""
        try:
            return super().search(request, extra_context)
        except (ValueError, InvalidPage):
            return HttpResponse()

    @method_decorator(csp_update(POLICY))
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponseBase:
        if "HX-Request" in request.headers:  # a part of a page that refreshes itself: the session has ended
            return HttpResponse(headers={"HX-Refresh": "true"})
        return super().login(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponseBase:
        """Asks for the old password, so that whoever found an open browser could guess at it here."""
        if request.method == "POST":
            try:
                _count_try(request, "staff password", str(request.user.pk))
            except ValidationError as error:
                messages.error(request, error.message)
                return redirect("admin:password_change")
        return super().password_change(request, extra_context)


def _count_try(request: HttpRequest, what: str, whose: str) -> None:
    """Raises ValidationError for one too many from an address or for a person; it says nothing about either."""
    limit = settings.RATE_LIMIT_STAFF_SIGN_IN
    for name, caller in ((f"{what} from", client_address(request)), (f"{what} for", whose)):
        verdict = count(name, caller, limit) if limit else None
        if verdict and not verdict.allowed:
            minutes = -(-verdict.retry_after // 60)
            wait = f"{minutes} minute" + "s" * (minutes > 1)
            raise ValidationError(f"Too many tries. Please wait {wait}.", code="too_many_tries")
