"""What browsers and search engines ask of a site beside its pages."""

import re

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

pytestmark = pytest.mark.django_db


def test_search_engines_are_told_where_nothing_is_for_them(browser):
    answer = browser.get("/robots.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        *(f"Disallow: /{place}/" for place in ("admin", "api", "media")),
    ]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_home_screen_shows_us_in_the_visitors_language(browser, language, direction):
    page = browser.get("/sign-in").content.decode()
    answer = browser.get(
        re.search(r'<link rel="manifest" href="([^"]+)"', page)[1], headers={"Accept-Language": language}
    )
    about = answer.json()
    assert (answer["Content-Type"], about["lang"], about["dir"]) == ("application/manifest+json", language, direction)
    for icon in about["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
            assert "x".join(map(str, picture.size)) == icon["sizes"]


def test_who_looks_for_an_icon_finds_it(browser):
    answer = browser.get("/favicon.ico")
    assert answer.status_code == 302
    assert finders.find(answer["Location"].removeprefix("/static/"))
