"""/metrics: who may have it, what it says, and that the alerts and the dashboard ask for nothing else."""

import json
import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed_open
from prometheus_client.parser import text_string_to_metric_families as parsed
from psycopg_pool import PoolTimeout

from jobs import latencies
from jobs.callbacks import webhooks
from jobs.fleet import Member
from jobs.latencies import flush, provider_call
from jobs.models import Job
from jobs.states import Status
from storybooks.studio.breaker import Breaker
from tests.jobs.helpers import job_in, make_job

pytestmark = pytest.mark.django_db
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
TOKEN = "t" * 32
OPEN = "application/openmetrics-text; version=1.0.0"


@pytest.fixture(autouse=True)
def _measuring(settings):
    settings.ENABLE_METRICS_COLLECTION = True
    latencies._cells.clear()
    yield
    latencies._cells.clear()


class Samples(dict):
    """What a scrape brought, by names and labels."""

    def of(self, name: str, **labels: str) -> float:
        return self[f"storyjobs_{name}", frozenset(labels.items())]


@pytest.fixture
def scraped(client):
    def scrape(**headers) -> Samples:
        cache.clear()
        flush()
        answer = client.get("/metrics", headers={"Host": "10.0.0.7:8000", **headers})
        assert answer.status_code == 200
        parse = parsed_open if "openmetrics" in answer["Content-Type"] else parsed
        families = list(parse(answer.text))
        assert families
        assert all(family.documentation for family in families)
        samples = [sample for family in families for sample in family.samples]
        return Samples({(one.name, frozenset(one.labels.items())): one.value for one in samples})

    return scrape


# --- For whom


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "::ffff:127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"}, 403),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 403),
    ],
)
def test_without_a_token_it_is_for_this_machine_alone_and_for_nobody_behind_a_proxy(client, asked, status):
    assert client.get("/metrics", **asked).status_code == status


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.9"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9, 10.1.2.3"}, 200),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9:4711"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "[2001:db8::9]"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9, unknown"}, 403),
        ({"HTTP_X_FORWARDED_FOR": ""}, 403),
        ({"HTTP_X_FORWARDED_PROTO": "https"}, 403),
        ({}, 200),
    ],
)
def test_behind_our_proxy_the_address_that_it_adds_counts(client, settings, asked, status):
    settings.BEHIND_PROXY = True
    settings.METRICS_NETWORKS = [ip_network(text) for text in ("127.0.0.0/8", "10.0.0.0/8")]
    assert client.get("/metrics", **asked).status_code == status


def test_with_a_token_it_is_for_whoever_shows_it(client, settings):
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS = TOKEN, []
    refused = client.get("/metrics")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="metrics"')
    assert "storyjobs_" not in refused.text
    for wrong in ("", TOKEN[:-1], TOKEN + "t", "ß" * 32):
        assert client.get("/metrics", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": f"Bearer {TOKEN}"}).text


def test_while_metrics_are_off_it_is_not_there(client, settings):
    settings.ENABLE_METRICS_COLLECTION = False
    assert client.get("/metrics").status_code == 404


def test_while_the_database_is_away_it_says_so(client, monkeypatch):
    def away(seconds: float) -> None:
        raise PoolTimeout

    monkeypatch.setattr("storyjobs.probes.expect_connection", away)
    answer = client.get("/metrics")
    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_ERROR")


# --- What it says


@pytest.mark.parametrize("accept", ["text/plain;version=0.0.4", OPEN, "*/*"])
def test_it_speaks_both_of_prometheus_formats(scraped, accept):
    assert scraped(Accept=accept).of("queue_depth") == 0


def test_the_queue_is_counted_by_type_and_status(scraped):
    make_job()
    make_job(run_at=timezone.now() + timedelta(hours=1))
    make_job(run_at=timezone.now() - timedelta(seconds=90))
    told = scraped()
    assert told.of("jobs", type="noop", status="pending") == 3
    assert told.of("jobs", type="storybook", status="processing") == 0
    assert (told.of("queue_due"), told.of("queue_scheduled")) == (2, 1)
    assert 90 <= told.of("oldest_wait_seconds") < 120
    assert told.of("health_level") == 2
    Member(4).beat()
    told = scraped()
    assert (told.of("clusters"), told.of("workers")) == (1, 4)
    assert told.of("health_level") == 0


def test_counters_start_at_nothing_and_survive_the_deletion_of_jobs(scraped):
    assert scraped().of("jobs_ended_total", type="noop", status="failed") == 0
    job_in(Status.COMPLETED)
    job_in(Status.CANCELLED)
    code = job_in(Status.FAILED).error_code
    Job.objects.all().delete()
    told = scraped()
    for status in ("completed", "cancelled", "failed"):
        assert told.of("jobs_ended_total", type="noop", status=status) == 1
    assert told.of("jobs_failed_total", type="noop", error_code=code) == 1
    assert told.of("job_run_seconds_count", type="noop", status="completed") == 1
    assert told.of("job_run_seconds_bucket", type="noop", status="completed", le="1.0") == 1
    assert told.of("job_run_seconds_bucket", type="noop", status="completed", le="+Inf") == 1
    assert told.of("job_wait_seconds_count", type="noop") == 2


def test_requests_are_counted_by_the_name_of_their_route_and_never_by_their_path(scraped, client):
    job = make_job()
    client.get(f"/api/jobs/{job.id}?token=secret")
    client.get("/wp-login.php")
    client.generic("BREW", "/api/jobs/user")
    told = scraped()
    assert told.of("http_request_seconds_count", route="job", method="GET", status="2xx") == 1
    assert told.of("http_request_seconds_count", route="unmatched", method="GET", status="4xx") == 1
    assert told.of("http_request_seconds_count", route="own-jobs", method="OTHER", status="4xx") == 1
    assert not [one for one in told if any(word in str(one) for word in ("wp-login", str(job.id), "secret", "BREW"))]


def test_an_open_breaker_is_told_until_its_pause_is_over(scraped):
    Breaker.objects.create(name="openai", state="open", until=timezone.now() + timedelta(minutes=1))
    assert scraped().of("breaker_open", provider="openai") == 1
    Breaker.objects.update(until=F("until") - timedelta(minutes=2))
    assert scraped().of("breaker_open", provider="openai") == 0


def test_messages_that_wait_and_those_given_up_are_counted(scraped, settings):
    settings.WEBHOOKS = {"prints": {"url": "https://example.com", "secret": ""}}
    webhooks.send("prints", "print.shipped", {})
    assert scraped().of("callbacks", state="pending") == 1
    assert scraped().of("callbacks", state="failed") == 0


# --- What is asked for


def alerts() -> list[dict]:
    return yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"][0]["rules"]


def expressions() -> list[str]:
    panels = json.loads((DEPLOY / "dashboard.json").read_text())["panels"]
    return [rule["expr"] for rule in alerts()] + [target["expr"] for panel in panels for target in panel["targets"]]


def test_every_metric_that_alerts_and_dashboard_ask_for_is_in_a_real_scrape(scraped, client):
    job_in(Status.FAILED)
    Breaker.objects.create(name="openai")
    with provider_call("draw_scene", "openai"):
        client.get("/api/jobs/health")
    wanted = {name for expression in expressions() for name in re.findall(r"storyjobs_\w+", expression)}
    assert len(wanted) >= 15
    assert wanted <= {name for name, *_ in scraped()}


def test_the_thresholds_of_the_alerts_are_those_of_the_settings(settings):
    levels = ("warning", "critical")
    wanted = {
        (rule, level): limit
        for rule, limits in settings.HEALTH_LIMITS.items()
        for level, limit in zip(levels, limits, strict=True)
        if limit is not None
    }
    wanted["success_percent", "warning"] = 100 - wanted["failure_percent", "warning"]
    found = {}
    for alert in alerts():
        labels = alert["labels"]
        if "rule" in labels:
            assert labels["severity"] == labels["level"]
            found[labels["rule"], labels["level"]] = float(re.search(r" [<>] (\d+)", alert["expr"])[1])
    assert found == wanted


def test_the_dashboard_can_be_imported_into_any_grafana():
    dashboard = json.loads((DEPLOY / "dashboard.json").read_text())
    panels = dashboard["panels"]
    assert dashboard["templating"]["list"][0]["type"] == "datasource"
    assert {panel["datasource"]["uid"] for panel in panels} == {"${datasource}"}
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(places) == len(set(places))
    assert max(x for x, _ in places) < 24
