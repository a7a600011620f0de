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
    return tuple(
        Country(region, name, phonenumbers.country_code_for_region(region))
        for region, name in _named(language, allowed or tuple(phonenumbers.SUPPORTED_REGIONS))
    )


def named(regions: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each of the regions (two capital letters) with its name in the visitor's language, by name."""
    return _named(get_language() or settings.LANGUAGE_CODE, regions)


@cache
def _named(language: str, regions: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    return tuple(sorted(((each, names.get(each, each)) for each in regions), key=lambda pair: _sorted_as(pair[1])))


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
