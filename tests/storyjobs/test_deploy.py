"""Settings of a real site, behind a proxy that ends TLS."""

import os
import subprocess
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.books.web import RunningWeb
from tests.chaos.clusters import ROOT

SITE = {
    "DEBUG": "false",
    "SITE_URL": "https://stories.example.com",
    "ALLOWED_HOSTS": "stories.example.com",
    "BEHIND_PROXY": "true",
    "SECRET_KEY": "nobody guesses 1 of these 50 letters of the test's key!",
    "CODE_DELIVERY": "sms",
    "SMS_URL": "https://sms.example.com/send",
}


def check(**changes: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **SITE, **changes}, capture_output=True, text=True)


@pytest.fixture
def production(monkeypatch):
    for name in ("DJANGO_SETTINGS_MODULE", "RATE_LIMIT_ADDRESS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("profile", [{}, {"ENVIRONMENT": "production", "DATABASE_URL": "postgres://a@db.example/b"}])
def test_the_check_for_deployment_is_clean(production, profile):
    checked = check(STUDIO="offline", **profile)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("way", ["console", "off"])
def test_the_check_tells_of_codes_that_do_not_reach_their_phones(production, way):
    checked = check(CODE_DELIVERY=way)
    assert checked.returncode != 0
    assert "users.W001" in checked.stderr


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SUPABASE_URL": "https://x.example", "SUPABASE_JWKS_URL": "http://x.example/keys"}, "users.W002"),
        ({"OPENAI_API_KEY": "k", "OPENAI_IMAGE_MODEL": "brand-new"}, "the price of OPENAI_IMAGE_MODEL"),
    ],
)
def test_the_check_tells_of_keys_that_come_in_the_clear_and_of_calls_that_no_budget_counts(production, changes, told):
    checked = check(**changes)
    assert checked.returncode != 0
    assert told in checked.stderr
    assert checked.stderr.count("WARNINGS") == 1


@pytest.mark.django_db(transaction=True)
def test_a_real_site_speaks_tls_only_and_tells_browsers_so(tmp_path):
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1}
    with RunningWeb(tmp_path, **settings, **SITE) as web:

        def ask(path: str, proto: str):
            client = HTTPConnection(urlsplit(web.base).netloc, timeout=10)
            client.request("GET", path, headers={"Host": "stories.example.com", "X-Forwarded-Proto": proto})
            return client.getresponse()

        plain, safe = ask("/api/jobs/user", "http"), ask("/admin/login/", "https")
        assert (plain.status, plain.headers["Location"]) == (301, "https://stories.example.com/api/jobs/user")
        assert safe.headers["Strict-Transport-Security"] == "max-age=2592000"
        assert safe.headers["Set-Cookie"].startswith("__Host-csrftoken=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(safe.headers["Set-Cookie"].split("; "))
        assert ask("/api/jobs/health", "http").status == 200
