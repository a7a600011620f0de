"""/sign-in: a phone number, then the code that was sent to it. And out again.

Between the two steps the number waits in a signed cookie of the browser: no table knows who has begun to sign in, and
no address holds a number.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from users import one_time_codes
from users.api.sign_in import CodeNotSent, CodeTooSoon, send_code, user_with_code
from users.api.throttles import RateLimitExceeded
from users.pages.base import PageView
from users.pages.codes import CodeForm, CodeSending
from users.pages.countries import countries, likely_region
from users.pages.forms import PageForm
from users.pages.places import NEXT, next_place
from users.phones import PhoneRefused, mobile_number, readable

COOKIE, SALT, COOKIE_PATH = "signing-in", "users.pages.sign_in", "/sign-in"
COOKIE_SECONDS = 2 * one_time_codes.GOOD_SECONDS


class PhoneForm(PageForm):
    """Its `phone` is E.164. A number with "+" and country code is that, whatever country is chosen."""

    country = forms.ChoiceField(
        label=_("Country"), required=False, widget=forms.Select(attrs={"autocomplete": "country"})
    )
    number = forms.CharField(
        label=_("Your mobile number"),
        max_length=40,
        error_messages={"required": _("Please enter your mobile number.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "class": "ltr start"}),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["country"].choices = [
            ("", _("Choose, or begin your number with +")),
            *((each.region, str(each)) for each in countries()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if number := cleaned.get("number"):
            try:
                cleaned["phone"] = mobile_number(number, cleaned.get("country") or None)
            except PhoneRefused:
                self.add_error("number", self._refusal(cleaned.get("country")))
        return cleaned

    def _refusal(self, country: str | None) -> str:
        if country:
            return _("This is no mobile number of that country. Please look at its digits and the country again.")
        return _("Please choose your country, or begin the number with + and its country code, as +966.")


class SignInView(CodeSending, PageView):
    """What both steps have in common: who has signed in already goes on, and troubles are told in the form."""

    counts = False  # each step that does something counts as one of signing in
    form_class: type[PageForm]

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(_way_on(request))
        return super().answer(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("form", self.form_class())
        return super().get_context_data(next=next_place(self.request, ""), **context)

    def code_place(self) -> str:
        place = next_place(self.request, "")
        return f"{COOKIE_PATH}/code" + (f"?{urlencode({NEXT: place})}" if place else "")


class SignInPageView(SignInView):
    template_name = "pages/sign_in.html"
    title = _("Sign in")
    form_class = PhoneForm
    is_found = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("form", PhoneForm(initial={"country": likely_region(self.request)}))
        return super().get_context_data(**context)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PhoneForm(request.POST)
        if not form.is_valid():
            return self.again(form)
        phone = form.cleaned_data["phone"]
        try:
            send_code(request, phone)
        except CodeTooSoon:
            messages.info(request, _("We sent you a code a moment ago. It is still good."))
        except (RateLimitExceeded, CodeNotSent) as error:
            return self.told(form, error)
        return _remembering(phone, redirect(self.code_place()))


class CodePageView(SignInView):
    template_name = "pages/sign_in_code.html"
    title = _("Your code")
    form_class = CodeForm

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.phone = request.get_signed_cookie(COOKIE, None, SALT, max_age=COOKIE_SECONDS)
        if not (self.phone or request.user.is_authenticated):
            return redirect(COOKIE_PATH)
        return super().answer(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        pause = one_time_codes.pause_left(self.phone)
        clock = f"{pause // 60}:{pause % 60:02}"
        return super().get_context_data(phone=readable(self.phone), pause=pause, clock=clock, **context)

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._send_again() if "again" in request.POST else self._sign_in()

    def _send_again(self) -> HttpResponse:
        try:
            send_code(self.request, self.phone)
        except (RateLimitExceeded, CodeNotSent) as error:
            return self.told(CodeForm.untouched(), error)
        messages.success(self.request, _("A new code is on its way. The older one is no longer good."))
        return _remembering(self.phone, redirect(self.code_place()))

    def _sign_in(self) -> HttpResponse:
        form = CodeForm(self.request.POST)
        if not form.is_valid():
            return self.again(form)
        try:
            user = user_with_code(self.request, self.phone, form.cleaned_data["code"])
        except RateLimitExceeded as error:
            return self.told(form, error)
        if user is None:
            form.add_error(
                "code", _("This is not the newest code, or it is no longer good. After five tries it is not.")
            )
            return self.again(form)
        login(self.request, user)  # also renews the session's key
        response = redirect(_way_on(self.request))
        response.delete_cookie(COOKIE, path=COOKIE_PATH)
        return response


class SignOutView(PageView):
    http_method_names = ("post",)
    counts = False

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        messages.success(request, _("You have signed out."))
        return redirect("/")


def _way_on(request: HttpRequest) -> str:
    """Where they wanted to go, or to their bookshelf."""
    return next_place(request, reverse("library-page"))


def _remembering(phone: str, response: HttpResponse) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        phone,
        SALT,
        max_age=COOKIE_SECONDS,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
