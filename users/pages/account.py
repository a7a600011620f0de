"""/account: who one is here, on which devices, and what of it one may take along or end."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from users import sign_ins
from users.api.account import erase_with_code, export_of, may_erase_themselves
from users.api.sign_in import CodeNotSent, CodeTooSoon, send_code
from users.api.throttles import RateLimitExceeded
from users.devices import PHONES
from users.models import User
from users.pages.base import FamilyPageView
from users.pages.codes import CodeForm, CodeSending
from users.pages.forms import PageForm
from users.phones import readable

PLACE = "/account"


class NameForm(PageForm):
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=150,
        help_text=_("Only you see it. It may stay empty."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class AccountPageView(FamilyPageView):
    template_name = "pages/account.html"
    title = _("Your account")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user, here = self.family, self.request.session.session_key
        context.setdefault("name_form", NameForm(initial={"name": user.full_name}))
        devices = [
            {"row": row, "is_here": row.session_key == here, "is_phone": row.device.endswith(PHONES)}
            for row in sign_ins.devices(user)
        ]
        return super().get_context_data(
            family=user,
            phone=readable(user.phone) if user.phone else "",
            devices=sorted(devices, key=lambda device: not device["is_here"]),
            **context,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(name_form=form), status=400)
        User.objects.filter(pk=self.family.pk).update(full_name=form.cleaned_data["name"])
        messages.success(request, _("Your name is saved."))
        return redirect(PLACE)


class DevicesPageView(FamilyPageView):
    """Signs one device out, or with no id all but the one that asks."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, sign_in_id: UUID | None = None) -> HttpResponse:
        if sign_in_id is None:
            sign_ins.end_all(self.family, but_session=request.session.session_key)
            messages.success(request, _("All other devices are signed out."))
        elif sign_in_id in {row.id for row in sign_ins.devices(self.family)}:
            sign_ins.end(sign_in_id)
            messages.success(request, _("That device is signed out."))
        else:
            raise Http404
        return redirect(PLACE)


class ExportPageView(FamilyPageView):
    """Everything about the family, as a ZIP; errors are pages."""

    http_method_names = ("get",)  # the stream of a HEAD would run unseen

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return export_of(request, self.family)


class ErasureForm(CodeForm):
    """A word that nobody types by mistake, and a code from the phone: an open browser is not enough."""

    word = forms.CharField(
        label=_("Type “erase”"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        del self.fields["code"].widget.attrs["autofocus"]  # first one reads

    def clean_word(self) -> str:
        word = self.cleaned_data["word"].strip().casefold()
        if word not in ("erase", gettext("erase")):
            raise forms.ValidationError(_("Please type the word as it stands above the field."))
        return word


class ErasurePageView(CodeSending, FamilyPageView):
    template_name = "pages/erase.html"
    title = _("Erase your account")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("form", ErasureForm())
        user = self.family
        phone = readable(user.phone) if user.phone else ""
        return super().get_context_data(is_possible=may_erase_themselves(user), phone=phone, **context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not may_erase_themselves(self.family):
            return redirect(request.path)
        return self._send() if "send" in request.POST else self._erase()

    def _send(self) -> HttpResponse:
        try:
            send_code(self.request, self.family.phone)
        except CodeTooSoon:
            messages.info(self.request, _("We sent you a code a moment ago. It is still good."))
        except (RateLimitExceeded, CodeNotSent) as error:
            return self.told(ErasureForm.untouched(), error)
        else:
            messages.success(self.request, _("A code is on its way to your phone."))
        return redirect(f"{self.request.path}#code")

    def _erase(self) -> HttpResponse:
        form = ErasureForm(self.request.POST)
        if not form.is_valid():
            return self.again(form)
        try:
            is_done = erase_with_code(self.request, self.family, form.cleaned_data["code"])
        except RateLimitExceeded as error:
            return self.told(form, error)
        if not is_done:
            form.add_error(
                "code", _("This is not the newest code, or it is no longer good. After five tries it is not.")
            )
            return self.again(form)
        logout(self.request)
        messages.success(self.request, _("Your account is being erased, with all that is yours. Farewell!"))
        return redirect("/")
