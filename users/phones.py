"""Phone numbers as people type them, in whatever script, and as we keep them: E.164."""

import phonenumbers
from django.conf import settings
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


class PhoneRefused(ValueError):
    """No mobile number, or not of a country in settings.PHONE_REGIONS."""

    message = "Please enter a valid mobile number"

    def __init__(self):
        super().__init__(self.message)


def mobile_number(text: str, region: str | None = None) -> str:
    """The number as "+966512345678". Raises PhoneRefused.

    Without "+" and country code it is understood as one of `region` (two capital letters), or else of the country, if
    settings.PHONE_REGIONS has just one.
    """
    regions = settings.PHONE_REGIONS
    try:
        number = phonenumbers.parse(text, region or (regions[0] if len(regions) == 1 else None))
    except NumberParseException:
        raise PhoneRefused from None
    is_allowed = not regions or phonenumbers.region_code_for_number(number) in regions
    if not (is_allowed and phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in MOBILE):
        raise PhoneRefused
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """An E.164 number as people write it: "+966 51 234 5678"."""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
