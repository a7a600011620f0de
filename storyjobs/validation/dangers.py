"""Values that are legal, and dangerous where strangers can reach the site."""

from collections.abc import Iterator
from itertools import combinations
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.http.request import validate_host

from storyjobs.env import Environment
from storyjobs.validation.finding import WARNING, Finding

HERE = {"localhost", "127.0.0.1", "::1", "[::1]"}
SHORTEST_SECRET = 24
"""Characters: 18 random bytes in base64."""


def dangers(env: Environment) -> list[Finding]:
    found = [*_secrets(env)]
    if is_public():
        found += [*_of_a_public_site()]
        messages = run_checks(tags=[Tags.security], include_deployment_checks=True)
        found += [_told(message) for message in messages if not message.is_silenced()]
    return found


def is_public() -> bool:
    """Whether the site is meant for more than this machine."""
    return bool({urlsplit(settings.SITE_URL).hostname, *settings.ALLOWED_HOSTS} - HERE)


def _secrets(env: Environment) -> Iterator[Finding]:
    """Those that we ask others for, or others ask us for: what somebody else made is not ours to judge."""
    secrets = {name: each.value for name, each in env.readings.items() if each.value}
    for one, other in combinations(sorted(secrets), 2):
        if secrets[one] == secrets[other]:
            yield Finding(one, WARNING, f"is the same as {other}: whoever learns one knows both")
    for name in sorted(secrets):
        if name.endswith(("_SECRET", "SECRET_KEY")) and len(secrets[name]) < SHORTEST_SECRET:
            yield Finding(name, WARNING, f"is short: {SHORTEST_SECRET} or more random characters are out of reach")


def _of_a_public_site() -> Iterator[Finding]:
    site = urlsplit(settings.SITE_URL)
    rules = (
        ("DEBUG", settings.DEBUG, "shows strangers the code around each error"),
        ("STUDIO", settings.STUDIO == "offline", "is offline: a program draws the books, not an artist"),
        ("SITE_URL", site.scheme != "https", "is not https: passwords, codes and pictures travel in the clear"),
        ("SITE_URL", site.hostname in HERE, "leads nobody here, though ALLOWED_HOSTS names another host"),
        ("ALLOWED_HOSTS", "*" in settings.ALLOWED_HOSTS, "believes any Host header, also in the links it answers with"),
        (
            "ALLOWED_HOSTS",
            not validate_host(site.hostname or "", settings.ALLOWED_HOSTS),
            "does not name the host of SITE_URL: nobody gets an answer there",
        ),
        ("DAILY_BUDGET_USD", settings.DAILY_BUDGET_USD is None, "is off: a day may cost anything"),
        ("RATE_LIMIT_STARTS", settings.RATE_LIMIT_STARTS is None, "is off: one visitor may start any number of jobs"),
        ("RATE_LIMIT_CODES", settings.RATE_LIMIT_CODES is None, "is off: anybody may have any number of codes sent"),
        ("RATE_LIMIT_SIGN_IN", settings.RATE_LIMIT_SIGN_IN is None, "is off: codes can be guessed"),
        ("ENABLE_AUTO_PROCESSING", not settings.ENABLE_AUTO_PROCESSING, "is off: waiting jobs stay waiting"),
        ("ENABLE_HEALTH_CHECKS", not settings.ENABLE_HEALTH_CHECKS, "is off: nobody is told when something breaks"),
        (
            "ALERT_WEBHOOK_URL",
            not (settings.ALERT_WEBHOOK_URL or settings.ALERT_EMAIL),
            "is unset, and ALERT_EMAIL too: nobody is told when something breaks",
        ),
    )
    return (Finding(name, WARNING, sentence) for name, is_dangerous, sentence in rules if is_dangerous)


def _told(message) -> Finding:
    return Finding(message.id, WARNING, " ".join(f"{message.msg} {message.hint or ''}".split()))
