"""Countries by their names in the visitor's language, with the codes that their phone numbers begin with."""

import unicodedata
from dataclasses import dataclass
from functools import cache

import phonenumbers
from babel import Locale
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header


@dataclass(frozen=True)
class Country:
    """`region` is its two capital letters, `code` what its numbers begin with: 966."""

    region: str
    name: str
    code: int

    def __str__(self) -> str:
        return f"{self.name} (\u2066+{self.code}\u2069)"  # the number keeps its direction in Arabic too


def countries() -> tuple[Country, ...]:
    """Those whose phones may sign in, by name."""
    return _countries(get_language() or settings.LANGUAGE_CODE, tuple(settings.PHONE_REGIONS))


@cache
def _countries(language: str, allowed: tuple[str, ...]) -> tuple[Country, ...]:
    names = Locale.parse(language, sep="-").territories
    found = (
        Country(region, names.get(region, region), phonenumbers.country_code_for_region(region))
        for region in allowed or phonenumbers.SUPPORTED_REGIONS
    )
    return tuple(sorted(found, key=lambda country: _sorted_as(country.name)))


def likely_region(request: HttpRequest) -> str:
    """The only country there is, or the one that the browser's languages name, as `ar-SA` does; "" for neither."""
    known = [country.region for country in countries()]
    if len(known) == 1:
        return known[0]
    for language, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        region = language.rpartition("-")[2].upper()
        if "-" in language and region in known:
            return region
    return ""


def _sorted_as(name: str) -> str:
    """Without the marks on its letters: Åland beside Albania, and the kinds of alef as one."""
    return "".join(char for char in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(char))
