"""Settings read from the environment, and the example that documents them."""

import os
import re
import runpy
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
READ_BY_BIN = {"HOST", "PORT"}


def documented() -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))


def check(**variables: str) -> subprocess.CompletedProcess:
    """`manage.py check` in an environment of its own."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "storyjobs.settings", **variables}
    return subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def test_the_example_names_every_variable_and_no_other():
    source = (ROOT / "storyjobs" / "settings.py").read_text()
    read = set(re.findall(r"env\.(?!refuse|check)\w+\(\s*\"([A-Z_]+)\"", source))
    assert documented().keys() == read | READ_BY_BIN


def test_the_example_as_it_stands_is_accepted():
    answer = check(**documented())
    assert answer.returncode == 0, answer.stderr


WRONG = {
    "MAX_CONCURRENT_JOBS": ("0", "a whole number from 1 up to 1000"),
    "JOB_PROCESSING_INTERVAL": ("500", "a whole number from 1000 up to"),
    "JOB_TIMEOUT_MINUTES": ("5abc", "a number"),
    "ENABLE_AUTO_PROCESSING": ("maybe", "one of true, 1, yes, on, false"),
    "DATABASE_URL": ("mysql://root@localhost/x", "a URL such as postgres://"),
    "STUDIO": ("human", "one of openai, offline"),
    "OPENAI_BASE_URL": ("api.openai.com", "a URL that starts with"),
}


def test_every_bad_value_is_refused_at_start_by_its_name_and_what_is_allowed():
    answer = check(**{name: value for name, (value, _) in WRONG.items()})
    assert answer.returncode != 0
    for name, (_, allowed) in WRONG.items():
        assert re.search(f"^{name} must be {re.escape(allowed)}", answer.stderr, re.MULTILINE), name


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"STUDIO": "openai"}, "OPENAI_API_KEY"),
        ({"CLOUDINARY_CLOUD_NAME": "c", "CLOUDINARY_API_KEY": "k"}, "CLOUDINARY_API_SECRET"),
        ({"MEDIA_STORE": "cloudinary"}, "CLOUDINARY_CLOUD_NAME"),
        ({"SUPABASE_JWT_SECRET": "x" * 32}, "SUPABASE_URL"),
    ],
)
def test_half_a_configuration_is_refused(given, missing):
    answer = check(**given)
    assert answer.returncode != 0
    assert f"{missing} must be set" in answer.stderr


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (
            {"SUPABASE_JWT_SECRET": "x" * 32, "SUPABASE_JWKS_URL": "https://x.example/k"},
            "SUPABASE_JWT_SECRET must be unset",
        ),
        ({"SUPABASE_JWT_SECRET": "short"}, "SUPABASE_JWT_SECRET must be 32 or more"),
        ({"SUPABASE_CONFIRMED": "phone,name"}, "SUPABASE_CONFIRMED must be phone, email"),
        ({"WEBHOOK_SECRET": "your-webhook-secret-256-bit"}, "WEBHOOK_SECRET must be 32 or more"),
        ({"GITHUB_WEBHOOK_SECRET": "s" * 32, "VERCEL_WEBHOOK_SECRET": "s" * 32}, "GitHub and Vercel must differ"),
        ({"DAILY_BUDGET_USD": "0"}, "DAILY_BUDGET_USD must be an amount above 0"),
        ({"SUBSCRIPTION_LIMIT_FREE": "-2"}, "SUBSCRIPTION_LIMIT_FREE must be a whole number from -1"),
    ],
)
def test_what_would_let_in_or_cost_more_than_was_meant_is_refused(given, refused):
    answer = check(**{"SUPABASE_URL": "https://x.example", **given})
    assert answer.returncode != 0
    assert refused in answer.stderr


def test_a_bad_secret_is_not_repeated_in_the_refusal():
    answer = check(SECRET_KEY="short-and-secret")
    assert answer.returncode != 0
    assert "SECRET_KEY must be" in answer.stderr
    assert "short-and-secret" not in answer.stderr


@pytest.fixture
def settings_with(monkeypatch):
    """A function: the settings that come of these variables, made in this process."""

    def read(**variables: str) -> SimpleNamespace:
        with monkeypatch.context() as patch:
            for name in ("ENABLE_METRICS_COLLECTION", "ENABLE_HEALTH_CHECKS"):
                patch.delenv(name, raising=False)
            for name, value in variables.items():
                patch.setenv(name, value)
            return SimpleNamespace(**runpy.run_path(str(ROOT / "storyjobs" / "settings.py")))

    return read


def test_one_switch_for_monitoring_and_one_for_each_half_of_it(settings_with):
    def switches(**variables: str) -> tuple[bool, bool]:
        made = settings_with(**variables)
        return made.ENABLE_METRICS_COLLECTION, made.ENABLE_HEALTH_CHECKS

    assert switches() == (True, True)
    assert switches(MONITORING_ENABLED="false", ENABLE_HEALTH_CHECKS="true") == (False, False)
    assert switches(ENABLE_METRICS_COLLECTION="false") == (False, True)
    assert switches(ENABLE_HEALTH_CHECKS="false") == (True, False)


def test_a_threshold_that_is_set_takes_the_other_one_of_its_rule_along(settings_with):
    own = {"MAX_QUEUE_DEPTH": "100", "ALERT_ERROR_RATE_PERCENT": "5", "ALERT_WAIT_TIME_MINUTES": "2"}
    limits = settings_with(**own, ALERT_PROCESSING_TIME_MINUTES="3").HEALTH_LIMITS
    assert limits["queue_depth"] == (40, 100)
    assert limits["failure_percent"] == (5, 10)
    assert limits["wait_minutes"] == (2, 12)
    assert limits["processing_minutes"] == (3, None)


def test_a_token_for_metrics_closes_the_way_by_address_unless_that_is_open_as_well(settings_with):
    token = "t" * 32
    assert settings_with(METRICS_TOKEN=token).METRICS_NETWORKS == []
    assert [ip_network("10.0.0.0/8")] == settings_with(
        METRICS_TOKEN=token, METRICS_NETWORKS="10.0.0.0/8"
    ).METRICS_NETWORKS
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_with(METRICS_NETWORKS="10.0.0.1/8", METRICS_TOKEN="short", ALERT_EMAIL="nobody")
    for name in ("METRICS_NETWORKS", "METRICS_TOKEN", "ALERT_EMAIL"):
        assert f"{name} must be" in str(refused.value)
