"""/healthz and /readyz: for load balancers, which know no host name, come without TLS, and ask often."""

import json
import socket
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from jobs import readiness
from jobs.fleet import Member
from tests.books.web import RunningWeb
from users.rate_limits import Limit

PARTS = ["database", "migrations", "broker", "cluster"]


def test_alive_needs_nothing_and_nobody(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.RATE_LIMIT_ADDRESS = Limit(1, 900)
    for _ in range(3):
        answer = client.get("/healthz", headers={"Host": "10.0.0.7:8000"})
        assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_only_asked(client, path):
    answer = client.post(path)
    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")


def test_anything_below_them_is_not_there(client, db):
    assert [client.get(path).status_code for path in ("/healthz/", "/readyz/x")] == [404, 404]


@pytest.fixture
def ready(client):
    def ask(path: str = "/readyz") -> tuple[int, list[str]]:
        """The status, and the parts that are not ready."""
        cache.clear()
        answer = client.get(path, headers={"Host": "10.0.0.7:8000"})
        checks = answer.json()["checks"]
        assert list(checks) == PARTS
        assert all(check["ms"] >= 0 for check in checks.values())
        return answer.status_code, [name for name, check in checks.items() if not check["ok"]]

    return ask


@pytest.mark.django_db(transaction=True)
def test_ready_is_who_has_database_migrations_broker_and_a_cluster(ready, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert ready() == (503, ["cluster"])
    cluster = Member(2)
    cluster.beat()
    assert ready() == (200, [])
    cluster.leave()
    assert ready() == (503, ["cluster"])


@pytest.mark.django_db(transaction=True)
def test_a_release_whose_migrations_are_missing_is_not_ready(ready):
    Member(2).beat()
    applied = MigrationRecorder(connection)
    app, name = next(node for node in readiness._wanted() if node[0] == "jobs")
    applied.record_unapplied(app, name)
    try:
        assert ready() == (503, ["migrations"])
    finally:
        applied.record_applied(app, name)


@pytest.mark.django_db(transaction=True)
def test_a_pooler_that_swallows_notifications_is_noticed(ready, monkeypatch):
    Member(2).beat()
    monkeypatch.setattr(readiness, "HEARD_SECONDS", 0.1)
    monkeypatch.setattr(readiness.Listener, "wait", lambda self, seconds: set())
    assert ready() == (503, ["broker"])


def test_without_a_database_it_lives_is_not_ready_and_says_no_more(tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgres://hidden@127.0.0.1:{nobody.getsockname()[1]}/nothing"
        own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1}
        with RunningWeb(tmp_path, DATABASE_URL=url, DATABASE_POOL_TIMEOUT=20_000, **own) as server:
            assert _asked(server, "/healthz") == (200, {"status": "alive"})
            status, body = _asked(server, "/readyz")
            assert (status, [check["ok"] for check in body["checks"].values()]) == (503, [False] * 4)
            status, body = _asked(server, "/api/jobs/health")
            assert (status, body["status"], body["code"]) == (503, "critical", "DATABASE_ERROR")
            assert body["message"] == "Core job systems are not operational"
            assert "hidden" not in json.dumps(body)
            assert "❌ Health check failed" in server.said()


def _asked(server: RunningWeb, path: str) -> tuple[int, dict]:
    try:
        with build_opener(ProxyHandler({})).open(server.base + path, timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)
