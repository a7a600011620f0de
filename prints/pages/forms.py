"""What a family tells us for its order: the rules are the API's, told beside each field."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prints.addresses import problems_of, regions
from prints.api.fields import WishInput, columns_of
from prints.models import ADDRESS, PrintRequest
from prints.orders import own_requests
from users.pages.countries import likely_region, named
from users.pages.forms import PageForm
from users.phones import PhoneRefused, mobile_number, readable

WIRE = {"recipient": "name", "postal_code": "postalCode"}
"""The API's names of fields that are called otherwise here."""
FIELDS = {name: field for field, name in WIRE.items()}


def _line(label: Any, autocomplete: str, longest: int = 100, hint: Any = "", **attributes: Any) -> forms.CharField:
    told = {"dir": "auto", "autocomplete": f"shipping {autocomplete}", "maxlength": longest, **attributes}
    return forms.CharField(label=label, required=False, help_text=hint, widget=forms.TextInput(attrs=told))


class OrderForm(PageForm):
    """Once it is valid, `columns` are those of the print request."""

    copies = forms.CharField(
        label=_("How many copies?"),
        widget=forms.NumberInput(attrs={"min": 1, "inputmode": "numeric", "class": "copies"}),
        required=False,
    )
    recipient = _line(_("Name of the recipient"), "name")
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        error_messages={"invalid_choice": _("Please choose a country")},
        widget=forms.Select(attrs={"autocomplete": "shipping country"}),
    )
    line1 = _line(_("Street and number"), "address-line1")
    line2 = _line(_("Flat, floor, building"), "address-line2", hint=_("If there is one."))
    city = _line(_("City"), "address-level2")
    region = _line(_("State, province or region"), "address-level1", hint=_("Where your addresses have one."))
    postal_code = _line(_("Postal code"), "postal-code", 20, hint=_("Where your addresses have one."))
    phone = _line(
        _("Mobile number for the carrier"),
        "tel",
        40,
        hint=_("It may stay empty. It helps when nobody opens the door."),
        type="tel",
        inputmode="tel",
        dir="ltr",
        **{"class": "start"},
    )
    notes = forms.CharField(
        label=_("Anything that we should know?"),
        required=False,
        help_text=_("It may stay empty."),
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3, "maxlength": 1000, "class": "short"}),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["copies"].widget.attrs["max"] = settings.PRINT_MAX_COPIES
        self.fields["country"].choices = [("", _("Please choose")), *named(regions())]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        wish = WishInput(data=self._wish(told))
        if wish.is_valid():
            self.columns = columns_of(wish.validated_data)
        else:
            self._explain(dict(wish.errors), told)
        return told

    def _explain(self, errors: dict[str, Any], told: dict[str, Any]) -> None:
        """All at once, also what the API looks at only when the rest is in order."""
        address = errors.pop("address", {})
        missing = problems_of({name: told.get(name, "") for name in ADDRESS})
        for name, sentences in (*errors.items(), *address.items(), *missing.items()):
            field = FIELDS.get(name, name)
            if field not in self.errors:
                self.add_error(field, gettext(str(sentences[0] if isinstance(sentences, list) else sentences)))
        first = next(name for name in self.fields if name in self.errors)
        self.fields[first].widget.attrs["autofocus"] = True  # far below what the page begins with

    def _wish(self, told: dict[str, Any]) -> dict[str, Any]:
        address = {WIRE.get(name, name): told.get(name, "") for name in ADDRESS}
        address["phone"] = _international(address["phone"], address["country"])
        return {
            "copies": told.get("copies") or 1,
            "address": address,
            "notes": told.get("notes", "").replace("\r\n", "\n"),
        }


def _international(number: str, country: str) -> str:
    """A number as one writes it at home; so nothing is said of it until we know where that is."""
    try:
        return mobile_number(number, country) if country else ""
    except PhoneRefused:
        return number  # the API's rules say what is wrong with it


def told_in(ordered: PrintRequest) -> dict[str, Any]:
    """What the form says of an order that there is."""
    return {name: getattr(ordered, name) for name in (*ADDRESS, "copies", "notes")}


def beginning(request: HttpRequest) -> dict[str, Any]:
    """Where the family's last book went, or what we can guess of it."""
    latest = own_requests(request.user).exclude(recipient="").order_by("-created_at").first()
    if latest:
        return {name: getattr(latest, name) for name in ADDRESS} | {"copies": 1}
    region = likely_region(request)
    known = {"recipient": request.user.full_name, "phone": readable(phone) if (phone := request.user.phone) else ""}
    return known | {"copies": 1, "country": region if region in regions() else ""}
