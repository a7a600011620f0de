"""Idempotency-Key on a start request: one job, however often and at whatever moment the request is sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from jobs.models import Job
from storybooks.models import StoredFile

pytestmark = pytest.mark.django_db
KEY = "5f0c2a9e-7d2b-4a0e-9a52-9d5b8f1f3c11"
URL = "/api/jobs/storybook/start"


def send(client: Client, body: dict, key: str = KEY, url: str = URL):
    return client.post(url, body, content_type="application/json", headers={"Idempotency-Key": key})


def test_the_same_request_again_is_the_same_job(alice, client_of, request_body):
    first, second = (send(client_of(alice), request_body) for _ in range(2))
    assert first.json()["jobId"] == second.json()["jobId"]
    assert (first.status_code, second.status_code) == (202, 202)
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Job.objects.count() == StoredFile.objects.kept().count() == 1


def test_the_order_of_the_fields_does_not_make_another_request(alice, client_of, request_body):
    send(client_of(alice), request_body)
    assert send(client_of(alice), dict(reversed(request_body.items()))).status_code == 202
    assert Job.objects.count() == 1


@pytest.mark.parametrize("other", ["body", "type"])
def test_the_key_of_another_request_is_refused(alice, client_of, request_body, other):
    send(client_of(alice), request_body)
    if other == "body":
        answer = send(client_of(alice), request_body | {"title": "Another"})
    else:
        answer = send(client_of(alice), {"story": request_body["story"]}, url="/api/jobs/scenes/start")
    assert (answer.status_code, answer.json()["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert Job.objects.count() == 1


def test_a_key_is_its_senders_own(alice, bob, client_of, request_body):
    ids = {send(client_of(user), request_body).json()["jobId"] for user in (alice, bob, None)}
    assert len(ids) == 3


def test_guests_at_two_addresses_do_not_share_keys(client_of, request_body):
    here = send(client_of(), request_body)
    there = client_of().post(
        URL, request_body, content_type="application/json", headers={"Idempotency-Key": KEY}, REMOTE_ADDR="192.0.2.7"
    )
    assert here.json()["jobId"] != there.json()["jobId"]


def test_a_request_that_was_refused_may_be_mended_under_its_key(alice, client_of, request_body):
    assert send(client_of(alice), request_body | {"title": ""}).status_code == 400
    assert send(client_of(alice), request_body).status_code == 202


def test_a_repeat_is_answered_although_no_place_is_left(alice, client_of, request_body, settings):
    settings.MAX_JOBS_PER_USER = 1
    first = send(client_of(alice), request_body)
    again = send(client_of(alice), request_body)
    assert again.json()["jobId"] == first.json()["jobId"]


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "schlüssel", "a b"])
def test_a_malformed_key_is_refused(alice, client_of, request_body, key):
    answer = send(client_of(alice), request_body, key)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["details"]


def test_the_same_form_again_is_the_same_job(alice, client_of, photo_bytes):
    def post(photo: bytes):
        form = {"prompt": "A cheerful child", "image": SimpleUploadedFile("me.jpg", photo, "image/jpeg")}
        return client_of(alice).post("/api/jobs/cartoonize/start", form, headers={"Idempotency-Key": KEY})

    first, second = post(photo_bytes), post(photo_bytes)
    assert first.json()["jobId"] == second.json()["jobId"]
    assert post(photo_bytes + b"\0").status_code == 409


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("places", [5, 1])
def test_two_at_once_make_one_job_and_keep_one_photo(alice, client_of, request_body, settings, places):
    settings.MAX_JOBS_PER_USER = places
    clients = [client_of(alice) for _ in range(6)]

    def post(client: Client):
        try:
            return send(client, request_body)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(post, clients))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["jobId"] for answer in answers}) == 1
    assert Job.objects.count() == StoredFile.objects.kept().count() == 1
