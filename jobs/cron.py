"""Who may have jobs processed from outside: services that call regularly, each known by its own secret alone.

What a caller says about itself (User-Agent) is never looked at. A secret that is not set opens nothing.
"""

import logging
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare

from jobs.errors import JobError
from users.rate_limits import Limit, count
from users.webhooks import TOLERANCE, SignatureRefused, is_secret, verified_id

log = logging.getLogger("jobs")

_BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)
_NOBODY_KNOWS = secrets.token_hex(32)
"""What is presented for a secret that is not set is compared with this: it takes as long, and is never right."""


@dataclass(frozen=True)
class Provider:
    """A service, the header in which it shows its secret, and how many jobs one call of it may have processed."""

    name: str
    header: str
    setting: str
    most: int
    most_in_emergency: int

    def knows(self, presented: str) -> bool:
        secret = getattr(settings, self.setting)
        if secret is None:
            log.warning("cron.secret_not_set setting=%s", self.setting)
        return constant_time_compare(presented, secret or _NOBODY_KNOWS)


GITHUB = Provider("GitHub Actions", "X-GitHub-Token", "GITHUB_WEBHOOK_SECRET", 8, 15)
VERCEL = Provider("Vercel Cron", "X-Vercel-Signature", "VERCEL_WEBHOOK_SECRET", 12, 25)
EXTERNAL = Provider("External Cron", "X-Webhook-Secret", "WEBHOOK_SECRET", 10, 20)
PROVIDERS = (GITHUB, VERCEL, EXTERNAL)


class Unauthorized(JobError):
    """`reason` tells an operator what to mend, and a stranger nothing about what is set here."""

    code = "UNAUTHORIZED_WEBHOOK"
    http_status = 401

    def __init__(self, reason: str):
        super().__init__("Unauthorized webhook request")
        self.extra = {"reason": reason}


class Repeated(JobError):
    code = "MESSAGE_REPEATED"
    http_status = 409


def shown_secret(headers: Mapping[str, str], providers: Iterable[Provider] = PROVIDERS) -> Provider:
    """Whose secret the request shows, in the header that is this provider's. Raises Unauthorized."""
    shown = [(provider, headers[provider.header]) for provider in providers if headers.get(provider.header)]
    return _known(shown)


def shown_bearer(headers: Mapping[str, str]) -> Provider:
    """Vercel's own cron cannot do otherwise: it sends its secret as a bearer token. Raises Unauthorized."""
    bearer = _BEARER.fullmatch(headers.get("Authorization", "").strip())
    return _known([(VERCEL, bearer[1])] if bearer else [])


def is_signed(headers: Mapping[str, str]) -> bool:
    """Whether the request comes with a signature after Standard Webhooks, a good one or not."""
    return "webhook-signature" in headers


def signer(headers: Mapping[str, str], body: bytes) -> Provider:
    """Who has signed the message, with WEBHOOK_SECRET and just now. Raises Unauthorized."""
    secret = settings.WEBHOOK_SECRET
    try:
        verified_id(headers, body, secret if is_secret(secret or "") else None, time.time())
    except SignatureRefused:
        raise Unauthorized("Invalid webhook signature") from None
    return EXTERNAL


def receive(message_id: str) -> None:
    """Take a verified message: each is good once, for as long as its time is. Raises Repeated."""
    if not count("webhook message", message_id, Limit(1, 2 * TOLERANCE + 1)).allowed:
        raise Repeated("This message was received before.")


def _known(shown: list[tuple[Provider, str]]) -> Provider:
    if not shown:
        raise Unauthorized("Unknown cron provider or missing authentication headers")
    known = [provider for provider, secret in shown if provider.knows(secret)]
    if not known:
        raise Unauthorized("Invalid webhook secret")
    return known[0]
