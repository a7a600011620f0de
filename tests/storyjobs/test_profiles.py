"""What ENVIRONMENT decides: the defaults of a profile, and what production does not start without."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from storyjobs.profiles import PROFILES, defaults_of
from tests.chaos.clusters import ROOT
from tests.storyjobs.test_settings import documented

FIT = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "nobody guesses 1 of these 50 letters of the test's key!",
    "DATABASE_URL": "postgres://storyjobs:secret@db.example/storyjobs",
    "SITE_URL": "https://stories.example.com",
    "ALLOWED_HOSTS": "stories.example.com",
    "CODE_DELIVERY": "off",
    "STUDIO": "offline",
}


@pytest.fixture
def settings_of(monkeypatch):
    """A function: the project's settings where nothing is set but these variables. Raises ImproperlyConfigured."""

    def read(**variables: str) -> dict:
        with monkeypatch.context() as environment:
            for name in (*documented(), "STORYJOBS_WEB"):
                environment.delenv(name, raising=False)
            for name, value in variables.items():
                environment.setenv(name, value)
            settings = runpy.run_path(str(ROOT / "storyjobs" / "settings.py"))
        return {name: value for name, value in settings.items() if name.isupper() and name != "BY_PROFILE"}

    return read


@pytest.fixture
def refusals(settings_of):
    """A function: the sentences with which these variables are refused."""

    def read(**variables: str) -> list[str]:
        with pytest.raises(ImproperlyConfigured) as refused:
            settings_of(**variables)
        return str(refused.value).splitlines()[1:]

    return read


@pytest.mark.parametrize(
    ("profile", "minutes", "interval", "automatic", "concurrent", "days", "logs"),
    [
        ("", 15, 30, True, 3, 7, "console"),
        ("default", 15, 30, True, 3, 7, "console"),
        ("development", 5, 10, True, 2, 1, "console"),
        ("production", 20, 30, True, 5, 30, "json"),
        ("test", 0.5, 1, False, 1, 0, "console"),
    ],
)
def test_a_profile_gives_its_defaults_and_opens_nothing(
    settings_of, profile, minutes, interval, automatic, concurrent, days, logs
):
    settings = settings_of(**FIT | {"ENVIRONMENT": profile, "CODE_DELIVERY": ""})
    assert settings["JOB_TIMEOUT"].total_seconds() == minutes * 60
    assert settings["JOB_PROCESSING_INTERVAL"].total_seconds() == interval
    assert settings["ENABLE_AUTO_PROCESSING"] == automatic
    assert (settings["MAX_CONCURRENT_JOBS"], settings["JOB_RETENTION_DAYS"]) == (concurrent, days)
    assert settings["LOGGING"]["handlers"]["console"]["formatter"] == logs
    assert (settings["DEBUG"], settings["CODE_DELIVERY"]) == (False, "off")


def test_a_variable_that_is_set_wins_over_its_profile(settings_of):
    assert settings_of(**FIT, MAX_CONCURRENT_JOBS="7")["MAX_CONCURRENT_JOBS"] == 7


def test_an_unknown_profile_is_refused_with_those_there_are(refusals):
    assert refusals(ENVIRONMENT="staging") == [f"ENVIRONMENT must be one of {', '.join(PROFILES)}, not 'staging'"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("DATABASE_URL", ""),
        ("SITE_URL", "http://stories.example.com"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "stories.example.com,*"),
        ("ALLOWED_HOSTS", "other.example.com"),
        ("DEBUG", "true"),
        ("CODE_DELIVERY", "console"),
        ("JOB_RETENTION_DAYS", "0"),
    ],
)
def test_production_does_not_start_without_what_it_needs(refusals, name, value):
    (refusal,) = refusals(**FIT | {name: value})
    assert refusal.startswith(f"{name} must ")


def test_production_names_all_that_it_lacks_at_once(refusals):
    sentences = refusals(ENVIRONMENT="production", DEBUG="true", CODE_DELIVERY="console")
    assert [sentence.split()[0] for sentence in sentences] == [
        *("SECRET_KEY", "DATABASE_URL", "SITE_URL", "ALLOWED_HOSTS", "DEBUG", "CODE_DELIVERY", "OPENAI_API_KEY")
    ]


def test_a_web_server_of_production_does_not_start_before_its_files_are_collected(settings_of, refusals, tmp_path):
    web = FIT | {"STORYJOBS_WEB": "1", "STATIC_ROOT": str(tmp_path)}
    assert refusals(**web) == ["STATIC_ROOT has no collected files in it: run manage.py collectstatic --noinput"]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert settings_of(**web)


def test_the_example_shows_the_defaults_that_hold(settings_of):
    assert settings_of(**documented()) == settings_of()
    assert [name for name, value in documented().items() if name in defaults_of("default") and value] == []
