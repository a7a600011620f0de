"""One shape for every error, readable for a page of another origin; each provoked for real."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.urls import include, path
from rest_framework.response import Response

from jobs.states import Status
from tests.books.web import RunningWeb
from tests.jobs.helpers import job_in
from tests.refusals import said
from users.api.base import PrivateView
from users.rate_limits import Limit

APP = "http://localhost:3000"
START = "/api/jobs/scenes/start"
NOBODYS = "00000000-0000-0000-0000-000000000000"
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class CrashingView(PrivateView):
    """What nobody foresaw, with a family's words in it."""

    def get(self, request) -> Response:
        raise RuntimeError("Mina found a lantern")


urlpatterns = [path("api/jobs/crash", CrashingView.as_view()), path("", include("storyjobs.urls"))]
handler400, handler404, handler500 = (
    f"users.api.errors.{name}" for name in ("bad_request", "not_found", "server_error")
)


@pytest.fixture(autouse=True)
def listed(settings):
    settings.CORS_ALLOWED_ORIGINS = [APP]


@pytest.fixture
def refusal(client_of):
    """A function: the answer to a request of a listed page, after checking that it is an error of our shape."""

    def ask(method: str, url: str, body="", *, user=None, mime="application/json", status: int, code: str, **headers):
        client = client_of(user)
        client.raise_request_exception = False
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        answer = client.generic(method, url, text, mime, headers={"Origin": APP, **headers})
        told = answer.json()
        assert (answer.status_code, told["code"]) == (status, code), told
        assert told.keys() <= {"error", "code", "details", "requestId"}
        assert told["requestId"] == answer["X-Request-ID"]
        assert isinstance(told["error"], str)
        assert told["error"]
        assert answer["Content-Type"] == "application/json"
        assert answer["Access-Control-Allow-Origin"] == APP
        assert answer["Access-Control-Allow-Credentials"] == "true"
        assert "origin" in answer["Vary"].lower()
        return answer

    return ask


def is_private(answer) -> bool:
    return answer["Cache-Control"].startswith("private")


def test_400(refusal):
    answer = refusal("POST", START, "{}", status=400, code="INVALID_INPUT")
    assert answer.json()["details"] == {"story": [answer.json()["error"]]}
    assert is_private(answer)
    for body in ("[]", "1", '"x"'):
        assert refusal("POST", START, body, status=400, code="INVALID_INPUT").json()["details"].keys() == {"request"}
    assert is_private(refusal("POST", START, "{", status=400, code="MALFORMED_JSON"))


def test_400_for_a_host_that_is_not_ours(refusal, settings):
    refusal("GET", "/api/nowhere", status=400, code="BAD_REQUEST", Host="evil.example")


def test_401(refusal):
    answer = refusal("POST", "/api/jobs/auto-story/start", "{}", status=401, code="AUTHENTICATION_REQUIRED")
    assert answer["WWW-Authenticate"]
    assert is_private(answer)
    assert is_private(refusal("GET", "/api/jobs/user", status=401, code="AUTHENTICATION_REQUIRED"))


def test_403(refusal, alice):
    body = {"story": "x" * 50, "priority": "urgent"}
    assert is_private(refusal("POST", START, body, user=alice, status=403, code="PRIORITY_NOT_ALLOWED"))


def test_404(refusal):
    for url in ("/api/jobs/scenes/status/1", "/api/jobs/1", f"/api/jobs/scenes/status/{NOBODYS}"):
        assert is_private(refusal("GET", url, status=404, code="JOB_NOT_FOUND"))
    refusal("GET", f"/media/{NOBODYS}", status=404, code="FILE_NOT_FOUND")
    refusal("GET", "/api/nowhere", status=404, code="NOT_FOUND")


def test_405(refusal):
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = refusal(method, START, status=405, code="METHOD_NOT_ALLOWED")
        assert "POST" in answer["Allow"]
        assert is_private(answer)


def test_409(refusal, alice):
    job = job_in(Status.COMPLETED, alice)
    assert is_private(refusal("POST", f"/api/jobs/cancel/{job.id}", user=alice, status=409, code="ILLEGAL_MOVE"))


def test_409_for_a_key_of_another_request(refusal, client_of):
    key = {"Idempotency-Key": "a-key"}
    client_of().post(START, {"story": "x" * 50}, content_type="application/json", headers=key)
    body = {"story": "y" * 50}
    assert is_private(refusal("POST", START, body, status=409, code="IDEMPOTENCY_KEY_REUSED", **key))


def test_413(refusal):
    assert refusal("POST", START, b"x" * 16_000_000, status=413, code="REQUEST_TOO_LARGE")


def test_415(refusal):
    assert is_private(refusal("POST", START, "a=b", mime="text/csv", status=415, code="UNSUPPORTED_MEDIA_TYPE"))


def test_429(refusal, settings):
    settings.RATE_LIMIT_ADDRESS = Limit(1, 900)
    refusal("POST", START, "{}", status=400, code="INVALID_INPUT")
    answer = refusal("POST", START, "{}", status=429, code="RATE_LIMIT_EXCEEDED")
    assert 0 < int(answer["Retry-After"]) <= 900
    assert is_private(answer)


def test_429_for_too_many_jobs(refusal, alice, settings):
    settings.MAX_JOBS_PER_USER = 0
    assert is_private(refusal("POST", START, {"story": "x" * 50}, user=alice, status=429, code="TOO_MANY_JOBS"))


def test_500_tells_nothing_about_its_cause(refusal):
    answer = refusal("GET", "/api/jobs/crash", status=500, code="INTERNAL_ERROR")
    assert said(answer) == {"error": "Internal server error", "code": "INTERNAL_ERROR"}


@pytest.fixture
def away(tmp_path) -> Iterator[RunningWeb]:
    """A web server whose database is at a port where nobody listens."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, so that nobody else listens there meanwhile
        url = f"postgres://nobody@127.0.0.1:{nobody.getsockname()[1]}/nothing"
        own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1, "CORS_ORIGINS": APP}
        with RunningWeb(tmp_path, DATABASE_URL=url, DATABASE_POOL_TIMEOUT=200, **own) as server:
            yield server


def test_503_when_the_database_is_away(away):
    cookie = {"Cookie": "sessionid=" + "x" * 32}
    asked = [
        ("GET", f"/api/jobs/scenes/status/{NOBODYS}", {}),
        ("GET", "/api/jobs/user", cookie),
        ("POST", START, {}),
        ("POST", START, cookie),
        ("GET", f"/media/{NOBODYS}", {}),
    ]
    body = json.dumps({"story": "x" * 50}).encode()
    for method, url, headers in asked:
        headers = {"Origin": APP, "Content-Type": "application/json", **headers}
        request = urllib.request.Request(away.base + url, body if method == "POST" else None, headers, method=method)
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20)
        answer = error.value
        told = json.load(answer)
        assert (answer.code, told["code"]) == (503, "DATABASE_ERROR"), (url, told)
        assert told.pop("requestId") == answer.headers["X-Request-ID"]
        assert told == {"error": "The database is not available. Please try again shortly.", "code": "DATABASE_ERROR"}
        assert answer.headers["Access-Control-Allow-Origin"] == APP
