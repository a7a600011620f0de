"""What every page does alike: who may see it, what caches keep, language and theme."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.users.pages.probes")]
PAGE = "/style"


@pytest.fixture
def client(settings) -> Client:
    settings.DEBUG = True
    return Client()


def page(client: Client, path: str = PAGE, **headers) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_is_kept_by_no_cache_and_found_by_no_search_engine(client):
    answer = client.get(PAGE)
    assert answer["Cache-Control"] == "private, no-store"
    assert {"Cookie", "Accept-Language"} <= set(re.split(", ?", answer["Vary"]))
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_whatever_a_page_loads_is_there_and_nothing_is_inline(client):
    found = page(client)
    loaded = re.findall(r'(?:src|href)="(/static/[^"#]+)', found)
    assert len(set(loaded)) > 4
    assert all(finders.find(path.removeprefix("/static/")) for path in loaded)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", found)


def test_letters_of_other_scripts_are_fetched_only_where_they_are_written():
    faces = re.findall(r"@font-face {[^}]*}", finders_text("pages/look.css"))
    loaded = [face for face in faces if "url(" in face]
    assert len(loaded) >= 8
    assert all("unicode-range" in face for face in loaded)
    for file in re.findall(r"url\(([^)]+)\)", "".join(loaded)):
        assert finders.find(f"pages/{file}")


def finders_text(path: str) -> str:
    with open(finders.find(path), encoding="utf-8") as file:
        return file.read()


def test_day_and_night_have_the_same_colours(client):
    night = set(re.findall(r"(--[\w-]+):", finders_text("pages/night.css")))
    day = set(re.findall(r"(--[\w-]+):", finders_text("pages/look.css")))
    assert len(night) > 20
    assert night <= day


@pytest.mark.parametrize(
    ("wanted", "language", "direction"),
    [("ar", "ar", "rtl"), ("ar-EG, en", "ar", "rtl"), ("en-GB", "en", "ltr"), ("tlh", "en", "ltr"), ("", "en", "ltr")],
)
def test_a_page_speaks_what_the_browser_asks_for(client, wanted, language, direction):
    assert f'<html lang="{language}" dir="{direction}"' in page(client, **{"Accept-Language": wanted})


def test_the_switch_wins_over_the_browser_and_leads_back(client):
    answer = client.post("/language", {"language": "ar", "next": PAGE})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert answer.cookies["language"]["httponly"]
    assert 'dir="rtl"' in page(client, **{"Accept-Language": "en"})


def test_the_api_and_the_admin_speak_english(client):
    client.cookies["language"] = "ar"
    assert client.get("/api/jobs/user").json()["error"].isascii()
    assert '<html lang="en' in client.get("/admin/login/").content.decode()


def night(found: str) -> str:
    """How the page links its colours of the dark: never, always, or when the system says so."""
    link = re.search(r'<link rel="stylesheet" href="[^"]*night[^"]*"([^>]*)>', found)
    return "never" if link is None else "as the system" if "prefers-color-scheme: dark" in link[1] else "always"


def test_the_theme_follows_the_system_until_somebody_chooses(client):
    assert night(page(client)) == "as the system"
    for theme, expected in (("dark", "always"), ("light", "never"), ("auto", "as the system")):
        answer = client.post("/theme", {"theme": theme, "next": PAGE})
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        assert night(page(client)) == expected
    client.cookies["theme"] = '"><script>'
    assert night(page(client)) == "as the system"


@pytest.mark.parametrize("switch", ["/theme", "/language"])
@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///x"]
)
def test_a_switch_sends_nobody_to_another_site(client, switch, place):
    answer = client.post(switch, {"theme": "dark", "language": "ar", "next": place})
    assert urlsplit(answer["Location"]).netloc == ""
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize("switch", ["/theme", "/language"])
def test_a_link_changes_nothing(client, switch):
    assert not client.get(switch, {"theme": "dark", "language": "ar"}).cookies.keys() & {"theme", "language"}


def test_a_familys_page_asks_guests_to_sign_in_and_leads_back(client, alice):
    answer = client.get("/probe/family?page=2")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=%2Fprobe%2Ffamily%3Fpage%3D2")
    client.force_login(alice)
    assert client.get("/probe/family").status_code == 200


def test_the_style_page_is_for_staff_and_developers(client_of, alice, carol, settings):
    settings.DEBUG = False
    assert [client_of(user).get(PAGE).status_code for user in (None, alice, carol)] == [404, 404, 200]


def test_cookies_of_the_switches_are_sent_by_https_alone_under_tls(settings):
    assert site.LANGUAGE_COOKIE_HTTPONLY
    settings.SESSION_COOKIE_SECURE = True
    answer = Client().post("/theme", {"theme": "dark"})
    assert answer.cookies["theme"]["secure"]
