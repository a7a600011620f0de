"""POST /api/webhooks/payment: only what the provider has signed, now, and once."""

import json
import time

import pytest

from storybooks.models import PaidChange
from storybooks.payments import set_paid
from tests.jobs.api.signing import OTHER, SECRET, signed
from tests.refusals import said
from tests.storybooks.shelf import finished_book
from users.rate_limits import Limit
from users.webhooks import signed_headers

pytestmark = pytest.mark.django_db
URL = "/api/webhooks/payment"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.PAYMENT_WEBHOOK_SECRET = SECRET


def paid(book) -> str:
    return json.dumps({"type": "payment.succeeded", "data": {"storybook_id": str(book.id)}})


def post(client, body: str, headers: dict[str, str]):
    return client.post(URL, body, content_type="application/json", headers=headers)


def is_paid(book) -> bool:
    book.refresh_from_db()
    return book.is_paid


def refused(answer) -> bool:
    body = {"error": "The signature is missing or wrong.", "code": "INVALID_SIGNATURE"}
    return answer.status_code == 401 and said(answer) == body


def test_what_the_provider_signs_is_believed_and_noted(alice, client):
    book = finished_book(alice)
    answer = post(client, paid(book), signed(paid(book)))
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert is_paid(book)
    noted = PaidChange.objects.get()
    assert (noted.storybook, noted.is_paid, noted.actor, noted.webhook_id) == (book, True, "payment webhook", "msg_1")


def test_a_message_counts_once_however_often_it_comes(alice, carol, client):
    book = finished_book(alice)
    headers = signed(paid(book))
    post(client, paid(book), headers)
    set_paid(book, False, str(carol.id))
    assert post(client, paid(book), headers).status_code == 200
    assert not is_paid(book)
    assert list(PaidChange.objects.order_by("at").values_list("is_paid", flat=True)) == [True, False]
    assert post(client, paid(book), signed(paid(book), "msg_2")).status_code == 200
    assert is_paid(book)


def test_a_message_about_one_book_pays_for_no_other(alice, bob, client):
    hers, his = finished_book(alice), finished_book(bob)
    assert refused(post(client, paid(his), signed(paid(hers))))
    assert not is_paid(his)


@pytest.mark.parametrize(
    "forgery", ["unsigned", "another secret", "another id", "another time", "old", "ahead", "half"]
)
def test_what_anybody_else_sends_is_not_believed(alice, client_of, forgery):
    book = finished_book(alice)
    body = paid(book)
    headers = signed(body)
    match forgery:
        case "unsigned":
            headers = {}
        case "another secret":
            headers = signed(body, secret=OTHER)
        case "another id":
            headers["webhook-id"] = "msg_2"
        case "another time":
            headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) + 1)
        case "old":
            headers = signed(body, ago=301)
        case "ahead":
            headers = signed(body, ago=-302)
        case "half":
            headers["webhook-signature"] = headers["webhook-signature"][:-10]
    assert refused(post(client_of(alice), body, headers))
    assert not is_paid(book)
    assert not PaidChange.objects.exists()


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", ["", "é", "x" * 300, "-1", "1e9", "v1,", "v1,é v1,%", "v1a,AAAA"])
def test_headers_that_are_none_are_not_believed(alice, client, name, value):
    book = finished_book(alice, pages=1)
    assert refused(post(client, paid(book), signed(paid(book)) | {name: value}))


def test_while_a_secret_is_being_replaced_one_good_signature_is_enough(alice, client):
    book = finished_book(alice)
    good, old = signed(paid(book)), signed(paid(book), secret=OTHER)
    both = f"{old['webhook-signature']} {good['webhook-signature']}"
    assert post(client, paid(book), good | {"webhook-signature": both}).status_code == 200
    assert is_paid(book)


@pytest.mark.parametrize("unset", [None, ""])
def test_without_a_secret_nothing_is_believed(alice, client, settings, unset):
    book = finished_book(alice)
    settings.PAYMENT_WEBHOOK_SECRET = unset
    assert refused(post(client, paid(book), signed(paid(book))))
    with_nothing = signed_headers("msg_1", paid(book).encode(), "", int(time.time()))
    assert refused(post(client, paid(book), with_nothing))
    assert not is_paid(book)


def test_other_kinds_of_message_change_nothing(alice, client):
    book = finished_book(alice)
    body = json.dumps({"type": "payment.failed", "data": {"storybook_id": str(book.id)}})
    assert post(client, body, signed(body)).status_code == 200
    assert not is_paid(book)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "MALFORMED_JSON"),
        ("[]", 400, "INVALID_INPUT"),
        ('{"type": "payment.succeeded"}', 400, "INVALID_INPUT"),
        ('{"type": "payment.succeeded", "data": {"storybook_id": "1"}}', 400, "INVALID_INPUT"),
        (
            '{"type": "payment.succeeded", "data": {"storybook_id": "5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716"}}',
            404,
            "STORYBOOK_NOT_FOUND",
        ),
    ],
)
def test_a_signed_message_that_cannot_be_understood_says_so(client, body, status, code):
    answer = post(client, body, signed(body))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not PaidChange.objects.exists()


def test_who_only_tries_is_stopped_and_the_provider_is_not(alice, client, settings):
    settings.RATE_LIMIT_ADDRESS = Limit(2, 3600)
    book = finished_book(alice)
    assert [post(client, paid(book), {}).status_code for _ in range(3)] == [401, 401, 429]
    assert post(client, paid(book), signed(paid(book))).status_code == 200
