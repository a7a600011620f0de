"""Secrets of callbacks: one for each owner."""

import base64
import time
import uuid

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from jobs.callbacks.signing import callback_secret
from jobs.models import Job
from users.webhooks import signed_headers


def job_of(user_id=None) -> Job:
    return Job(user_id=user_id)


def test_a_user_has_one_secret_for_all_jobs_and_each_guests_job_its_own():
    alice, bob = uuid.uuid4(), uuid.uuid4()
    assert callback_secret(job_of(alice)) == callback_secret(job_of(alice))
    secrets = {callback_secret(job) for job in (job_of(alice), job_of(bob), job_of(), job_of())}
    assert len(secrets) == 4
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) >= 24 for secret in secrets)


def test_another_secret_key_makes_other_secrets(settings):
    job = job_of()
    before = callback_secret(job)
    settings.SECRET_KEY = "x" * 40
    assert callback_secret(job) != before


@pytest.mark.parametrize("change", ["body", "id", "secret", "time"])
def test_a_message_that_was_changed_or_is_old_is_not_verified(change):
    secret, body = callback_secret(job_of()), '{"type":"job.completed","title":"Füchse"}'.encode()
    sent = int(time.time()) - (3600 if change == "time" else 0)
    headers = signed_headers(str(uuid.uuid4()), body, secret, sent)
    if change == "body":
        body += b" "
    if change == "id":
        headers["webhook-id"] = str(uuid.uuid4())
    if change == "secret":
        secret = callback_secret(job_of())
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)
