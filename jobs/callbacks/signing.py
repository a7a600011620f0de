"""Signatures after the Standard Webhooks specification: a receiver can tell our messages, and old ones, from others."""

import base64
import hashlib
import hmac
from uuid import UUID

from django.utils.crypto import salted_hmac

from jobs.models import Job

PREFIX = "whsec_"


def callback_secret(job: Job) -> str:
    """The key that signs the job's messages: one for each user, one for each job of a guest; derived, never stored."""
    owner = f"user {job.user_id}" if job.user_id else f"job {job.id}"
    key = salted_hmac("jobs.callbacks", owner, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(key).decode()


def signed_headers(message_id: UUID, body: bytes, secret: str, seconds: int) -> dict[str, str]:
    """The three headers of a message sent at `seconds` since 1970."""
    content = f"{message_id}.{seconds}.".encode() + body
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{signature}",
    }
