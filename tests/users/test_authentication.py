"""Sessions without tokens: what a page of another site sends is refused, whatever it looks like."""

import pytest
from django.test import Client, RequestFactory

from users.authentication import comes_from_here

SHOP = "https://shop.example.com"


def passes(method: str = "POST", secure: bool = False, host: str = "localhost", **headers: str) -> bool:
    named = {"Host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    return comes_from_here(RequestFactory().generic(method, "/", secure=secure, headers=named))


@pytest.fixture
def trusted(settings):
    """Two sites that may post here, and whatever is below a domain."""
    settings.CORS_ALLOWED_ORIGINS = [SHOP, "http://localhost:3000"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.stories.example.com"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_open_to_every_page(method):
    assert passes(method, Origin="https://evil.example", Sec_Fetch_Site="cross-site")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post", "FROB"])
def test_everything_else_is_not(method):
    assert not passes(method, Origin="https://evil.example", Sec_Fetch_Site="cross-site")


def test_a_program_that_is_no_browser_sends_neither_header_and_passes():
    assert passes()


@pytest.mark.parametrize(
    ("site", "may"),
    [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False), ("", False), ("None ", False)],
)
def test_a_browser_that_says_where_the_request_comes_from_is_believed(site, may):
    assert passes(Sec_Fetch_Site=site) is may
    assert passes(Sec_Fetch_Site=site, Origin="http://localhost") is may


@pytest.mark.parametrize(
    ("secure", "host", "origin"),
    [
        (False, "localhost", "http://localhost"),
        (False, "localhost:80", "http://localhost"),
        (False, "localhost:8000", "http://localhost:8000"),
        (True, "localhost", "https://localhost"),
        (True, "localhost", "https://localhost:443"),
        (True, "LocalHost", "https://localhost"),
        (False, "[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_older_browser_passes_from_our_own_pages(secure, host, origin):
    assert passes(secure=secure, host=host, Origin=origin)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://localhost:8000",
        "https://localhost",
        "http://localhost.evil.example",
        "http://evil.example/localhost",
        "http://localhost@evil.example",
        "http://evil.example#http://localhost",
        "http://evil.example, http://localhost",
        "http://localhost/",
        "http://localhost:",
        "http://localhost:080808",
        "//localhost",
        "localhost",
        "file://",
        "http://xn--lcalhost-q3a",
        "http://lócalhost",
    ],
)
def test_an_older_browser_does_not_from_anywhere_else(origin):
    assert not passes(Origin=origin)


@pytest.mark.parametrize(
    "origin", [SHOP, SHOP.upper(), f"{SHOP}:443", "http://localhost:3000", "https://a.b.stories.example.com"]
)
def test_a_trusted_site_passes_whatever_its_browser_says_besides(trusted, origin):
    assert passes(Origin=origin, Sec_Fetch_Site="cross-site")


@pytest.mark.parametrize(
    "origin",
    [
        "http://shop.example.com",
        "https://shop.example.com:8443",
        "https://shop.example.com.evil.example",
        "https://evilshop.example.com",
        "https://notstories.example.com",
        "http://a.stories.example.com",
        "https://evil.example/.stories.example.com",
        "https://evil.example\\.stories.example.com",
        "https://*.stories.example.com",
        "http://localhost:30000",
        "null",
    ],
)
def test_a_site_that_only_looks_like_a_trusted_one_does_not(trusted, origin):
    assert not passes(Origin=origin, Sec_Fetch_Site="cross-site")
    assert not passes(Origin=origin)


@pytest.mark.django_db
def test_a_signed_in_client_posts_with_its_cookie_and_no_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post("/api/jobs/noop/start", {}, "application/json").status_code in (200, 202)


@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [True, False])
def test_another_site_starts_nothing_with_its_visitors_browser(client_of, alice, signed_in):
    client = client_of(alice if signed_in else None)
    headers = {"Origin": "https://evil.example"}
    answer = client.post("/api/jobs/noop/start", {}, "application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "CROSS_SITE_REQUEST")
    assert alice.jobs.count() == 0


@pytest.mark.django_db
def test_django_s_own_forms_still_want_their_token_and_say_so_to_programs_in_json():
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/admin/login/", {}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (403, "PERMISSION_DENIED")
    assert "text/html" in client.post("/admin/login/", {}, headers={"Accept": "text/html"})["Content-Type"]
