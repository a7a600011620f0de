"""Pages of other origins: those that are listed may call the API, and read its refusals too."""

import pytest

from users.rate_limits import Limit

SHOP, APP = "https://shop.example.com", "http://localhost:3000"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def listed(settings):
    settings.CORS_ALLOWED_ORIGINS = [SHOP, APP]


def words(header: str) -> set[str]:
    return {word.strip().lower() for word in header.split(",")}


@pytest.mark.parametrize("path", ["/api/jobs/storybook/start", "/api/jobs/health", "/api/nowhere", "/media/x"])
@pytest.mark.parametrize("origin", [SHOP, APP])
def test_every_preflight_is_answered_for_the_origin_that_asks(client_of, path, origin):
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = client_of().options(path, headers=asked)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == origin
    assert answer["Access-Control-Allow-Credentials"] == "true"
    assert answer["Access-Control-Max-Age"] == "86400"
    assert {"get", "post", "put", "patch", "delete", "options"} <= words(answer["Access-Control-Allow-Methods"])
    assert {"idempotency-key", "authorization", "content-type", "last-event-id", "prefer"} <= words(
        answer["Access-Control-Allow-Headers"]
    )
    assert "origin" in words(answer["Vary"])


def test_refusals_can_be_read_too(client_of, settings):
    settings.RATE_LIMIT_ADDRESS = Limit(1, 900)
    requests = [
        ("POST", "/api/jobs/noop/start", '{"size": -1}'),
        ("POST", "/api/jobs/noop/start", "{}"),
        ("GET", "/api/nowhere", ""),
        ("GET", "/media/nothing", ""),
        ("PUT", "/api/jobs/health", ""),
    ]
    answers = [
        client_of().generic(method, path, body, "application/json", headers={"Origin": APP})
        for method, path, body in requests
    ]
    assert [answer.status_code for answer in answers] == [400, 429, 404, 404, 405]
    assert {answer["Access-Control-Allow-Origin"] for answer in answers} == {APP}
    assert {"location", "retry-after", "etag", "x-ratelimit-reset"} <= words(
        answers[0]["Access-Control-Expose-Headers"]
    )


def test_also_an_error_nobody_foresaw_can_be_read(client_of, monkeypatch):
    monkeypatch.setattr("jobs.api.listing.OwnJobsView.get", lambda *asked: 1 / 0)
    client = client_of()
    client.raise_request_exception = False
    answer = client.get("/api/jobs/user", headers={"Origin": SHOP})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (500, SHOP)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://shop.example.com.evil.example", ""])
def test_other_origins_are_told_nothing(client_of, origin):
    for method in ("get", "options"):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = getattr(client_of(), method)("/api/jobs/health", headers=asked)
        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("Access-Control")]
        assert "origin" in words(answer["Vary"])


def test_the_admin_is_for_no_other_page(client_of):
    answer = client_of().get("/admin/login/", headers={"Origin": SHOP})
    assert "Access-Control-Allow-Origin" not in answer


def test_a_listed_page_may_start_a_job_with_its_visitors_session(client_of, alice):
    headers = {"Origin": SHOP, "Sec-Fetch-Site": "cross-site"}
    answer = client_of(alice).post("/api/jobs/noop/start", {}, "application/json", headers=headers)
    assert answer.status_code in (200, 202)
    assert alice.jobs.count() == 1
