"""What the requests about printing may hold. The API says it in English, the pages' form in the family's language."""

import unicodedata
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from prints.addresses import problems_of
from storybooks.api.fields import TextField, required
from users.api.sign_in import PhoneField


class LineField(TextField):
    """One printable line, as it stands on a parcel."""

    def to_internal_value(self, data) -> str:
        line = " ".join(super().to_internal_value(data).split())
        if any(unicodedata.category(letter) == "Cc" for letter in line):
            raise serializers.ValidationError(_("There are characters in this text that cannot be printed."))
        return line


def _optional(length: int, help_text: str, **options) -> LineField:
    return LineField(max_length=length, default="", allow_blank=True, help_text=help_text, **options)


class AddressInput(serializers.Serializer):
    """Where the parcel goes. What a country needs besides is asked for by name."""

    name = LineField(
        max_length=100,
        source="recipient",
        help_text="who gets it",
        error_messages=required(_("Please enter the name of the recipient")),
    )
    line1 = LineField(
        max_length=100,
        help_text="street and number",
        error_messages=required(_("Please enter the street and the number")),
    )
    line2 = _optional(100, "flat, floor, building")
    city = _optional(100, "where the country's addresses have one")
    region = _optional(100, "state, province, emirate; where the country's addresses have one")
    postalCode = _optional(20, "where the country's addresses have one", source="postal_code")
    country = serializers.RegexField(
        "^[A-Za-z]{2}$",
        help_text="its two letters (ISO 3166-1), as SA",
        error_messages=required(_("Please choose a country")),
    )
    phone = PhoneField(
        required=False,
        allow_blank=True,
        default="",
        error_messages={"invalid": _("Please enter a valid mobile number")},
    )

    def validate_country(self, country: str) -> str:
        return country.upper()

    def validate(self, address: dict[str, str]) -> dict[str, str]:
        problems = problems_of(address)
        if problems:
            raise serializers.ValidationError({_WIRE.get(name, name): said for name, said in problems.items()})
        return address


_WIRE = {"postal_code": "postalCode"}


class WishInput(serializers.Serializer):
    """What a family may still change while its request is pending."""

    copies = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=1000,
        help_text="of the one book",
        error_messages={
            "invalid": _("Please enter a whole number."),
            "min_value": _("Please order at least one copy."),
            "max_value": _("So many copies cannot be ordered at once."),
        },
    )
    address = AddressInput(required=False, error_messages=required(_("Please enter an address")))
    notes = TextField(max_length=1000, required=False, allow_blank=True, help_text="anything that we should know")

    def validate_copies(self, copies: int) -> int:
        if copies > settings.PRINT_MAX_COPIES:
            raise serializers.ValidationError(
                gettext("At most %(most)d copies can be ordered at once.") % {"most": settings.PRINT_MAX_COPIES}
            )
        return copies


class OrderInput(WishInput):
    storybookId = serializers.UUIDField(error_messages=required("Missing storybook ID"), help_text="one's own book")
    address = AddressInput(error_messages=required(_("Please enter an address")))


class LegacyInput(serializers.Serializer):
    storybook_id = serializers.UUIDField(error_messages=required("Missing storybook ID"), help_text="one's own book")
    notes = TextField(max_length=1000, required=False, allow_blank=True)


class QuoteInput(serializers.Serializer):
    storybook = serializers.UUIDField(error_messages=required("Missing storybook ID"))
    copies = serializers.IntegerField(default=1, min_value=1, max_value=1000)

    validate_copies = WishInput.validate_copies


def columns_of(wish: dict[str, Any]) -> dict[str, Any]:
    """A validated wish as columns of the request."""
    return {name: value for name, value in wish.items() if name in ("copies", "notes")} | wish.get("address", {})
