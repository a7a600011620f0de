"""Plans as clients meet them: the refusal, and what an account tells of itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from jobs.job_type import job_types
from jobs.models import Job, QuotaUse
from jobs.states import Status
from tests.job_types import Noop
from tests.jobs.helpers import job_in, make_job
from tests.refusals import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan_limits")]
ACCOUNT = "/api/account"


def start(client, kind: str = "noop", body: dict | None = None, **headers: str):
    return client.post(f"/api/jobs/{kind}/start", body or {}, content_type="application/json", headers=headers)


def account(client) -> dict:
    answer = client.get(ACCOUNT)
    assert answer.status_code == 200
    return answer.json()


def test_the_second_book_of_a_free_plan_is_refused_as_clients_of_the_older_system_expect_it(alice, client_of):
    client = client_of(alice)
    assert start(client).status_code == 202
    answer = start(client)
    assert answer.status_code == 403
    assert said(answer) == {
        "error": "You've already created your free storybook. Upgrade to unlock more.",
        "code": "QUOTA_EXCEEDED",
        "subscriptionInfo": {"tier": "free", "currentUsage": 1, "limit": 1, "nextTier": "basic"},
        "upgradeRequired": True,
    }


@pytest.mark.parametrize(
    ("plan", "limit", "told"),
    [
        ("basic", 3, "3 storybooks of your Basic plan for this month. Upgrade to Premium for more."),
        ("premium", 2, "2 storybooks of your Premium plan for this month. Upgrade to Unlimited for more."),
        ("free", 2, "2 storybooks of your Free plan for this month. Upgrade to Basic for more."),
    ],
)
def test_a_refusal_names_the_next_plan(alice, client_of, settings, plan, limit, told, plan_limits):
    settings.SUBSCRIPTION_LIMITS = plan_limits | {plan: limit}
    alice.plan = plan
    alice.save()
    answers = [start(client_of(alice)) for _ in range(limit + 1)]
    assert [answer.status_code for answer in answers] == [202] * limit + [403]
    assert answers[-1].json()["error"] == f"You've used the {told}"


def test_books_count_whichever_way_they_are_made_and_nothing_else_does(alice, client_of, request_body, photo_url):
    counting = {name for name, kind in job_types().items() if kind.counts_as and not isinstance(kind, Noop)}
    assert counting == {"storybook", "auto-story"}
    client = client_of(alice)
    scene = {"image_prompt": "A meadow", "character_description": "A girl", "emotion": "happy", "audience": "children"}
    story = {
        "genre": "bedtime",
        "characterDescription": "A girl with a hat",
        "cartoonImageUrl": photo_url,
        "audience": "children",
    }
    assert start(client, "scenes", {"story": request_body["story"]}).status_code == 202
    assert start(client, "cartoonize", {"prompt": "A cheerful child"}).status_code == 202
    assert start(client, "image", scene).status_code == 202
    assert account(client)["subscriptionInfo"]["currentUsage"] == 0
    assert start(client, "storybook", request_body).status_code == 202
    refused = start(client, "auto-story", story)
    assert (refused.status_code, refused.json()["code"]) == (403, "QUOTA_EXCEEDED")


def test_a_refused_request_stores_no_picture(alice, client_of, request_body):
    make_job(alice)
    from storybooks.models import StoredFile

    assert start(client_of(alice), "storybook", request_body).status_code == 403
    assert not StoredFile.objects.exists()


def test_a_request_sent_again_with_its_key_is_answered_and_counted_once(alice, client_of):
    answers = [start(client_of(alice), **{"Idempotency-Key": "one"}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["jobId"] for answer in answers}) == 1
    assert account(client_of(alice))["subscriptionInfo"]["currentUsage"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_sent_six_times_at_once_with_its_key_is_one_job_for_the_last_place(alice, client_of):
    clients = [client_of(alice) for _ in range(6)]

    def post(client):
        try:
            return start(client, **{"Idempotency-Key": "one"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(post, clients))
    assert [answer.status_code for answer in answers] == [202] * 6
    assert Job.objects.count() == QuotaUse.objects.filter(given_back=False).count() == 1


def test_cancelling_over_http_gives_the_book_back_and_a_retry_takes_it_again(alice, client_of):
    client = client_of(alice)
    job = start(client).json()["jobId"]
    assert client.post(f"/api/jobs/cancel/{job}").status_code == 200
    assert account(client)["subscriptionInfo"]["currentUsage"] == 0
    assert client.post(f"/api/jobs/{job}/retry").status_code == 202
    assert account(client)["subscriptionInfo"]["currentUsage"] == 1
    assert start(client).status_code == 403


def test_deleting_a_finished_job_over_http_brings_no_further_book(alice, client_of):
    client, job = client_of(alice), job_in(Status.COMPLETED, alice)
    assert client.delete(f"/api/jobs/{job.id}").status_code == 200
    assert start(client).status_code == 403


def test_a_retry_by_staff_counts_for_the_owner(alice, carol, client_of):
    failed = job_in(Status.FAILED, alice)
    make_job(alice)
    answer = client_of(carol).post(f"/api/jobs/{failed.id}/retry")
    assert (answer.status_code, answer.json()["code"]) == (403, "QUOTA_EXCEEDED")


def test_guests_start_books_as_their_limit_allows(client_of, settings, plan_limits):
    assert [start(client_of()).status_code for _ in range(3)] == [202] * 3
    settings.SUBSCRIPTION_LIMITS = plan_limits | {"guest": 0}
    answer = start(client_of())
    assert (answer.status_code, answer.json()["error"]) == (403, "Please sign in to create your storybook.")
    assert answer.json()["subscriptionInfo"] == {"tier": "guest", "currentUsage": 3, "limit": 0, "nextTier": "free"}


def test_an_account_tells_who_one_is_and_what_is_left(alice, client_of):
    alice.plan, alice.plan_expires_at = "basic", timezone.now() + timedelta(days=3)
    alice.save()
    make_job(alice)
    told = account(client_of(alice))
    assert (told["id"], told["phone"], told["email"]) == (str(alice.pk), alice.phone, None)
    assert told["subscriptionInfo"] == {"tier": "basic", "currentUsage": 1, "limit": 3, "nextTier": "premium"}
    assert told["usageResetsAt"].endswith("-01T00:00:00.000Z")
    assert told["planExpiresAt"].startswith(alice.plan_expires_at.strftime("%Y-%m-%dT%H:%M"))
    assert told["budgetReached"] is False
    assert told["budgetResetsAt"].endswith("T00:00:00.000Z")


def test_an_account_of_the_unlimited_plan_has_no_limit_and_no_next_plan(alice, client_of):
    alice.plan = "unlimited"
    alice.save()
    told = account(client_of(alice))["subscriptionInfo"]
    assert (told["limit"], told["nextTier"]) == (None, None)


def test_a_guest_has_no_account(client_of):
    answer = client_of().get(ACCOUNT)
    assert (answer.status_code, answer.json()["code"]) == (401, "AUTHENTICATION_REQUIRED")


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_no_request_changes_a_plan(alice, client_of, method):
    body = {"plan": "unlimited", "subscriptionInfo": {"tier": "unlimited"}}
    answer = getattr(client_of(alice), method)(ACCOUNT, body, content_type="application/json")
    assert answer.status_code == 405
    alice.refresh_from_db()
    assert alice.plan == "free"
