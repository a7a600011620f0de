"""What operators are told when the health has changed, by a Slack-compatible webhook and by e-mail.

Messages are kept and delivered as callbacks are: tried again until they arrive, whoever dies meanwhile.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from jobs.callbacks import webhooks
from jobs.health import CRITICAL, HEALTHY, LEVELS, MESSAGES, WARNING, Finding

PREFIXES = {CRITICAL: "[CRITICAL] ", WARNING: "[WARNING] ", HEALTHY: "[INFO] "}
HOOK, MAIL = "alerts", "alert mails"
"""Names in settings.WEBHOOKS."""


def store(before: str, now: str, found: Sequence[Finding], lasted: timedelta) -> None:
    """In the caller's transaction. `lasted`: for how long it was as `before`."""
    subject = PREFIXES[now] + _subject(before, now, found, lasted)
    text = "\n".join([*map(_line, found), f"{settings.SITE_URL.rstrip('/')}/admin/"])
    webhooks.store(HOOK, {"text": f"{subject}\n{text}"})
    webhooks.store(MAIL, {"subject": subject, "text": text})


def _subject(before: str, now: str, found: Sequence[Finding], lasted: timedelta) -> str:
    if LEVELS.index(now) > LEVELS.index(before):
        return f"storyjobs: {found[0].label}"
    again = MESSAGES[now] + (" again" if now == HEALTHY else "")
    return f"storyjobs: {again}, after {_words(lasted)}"


def _line(finding: Finding) -> str:
    return f"• {finding.label} ({finding.value:.4g}, limit {finding.limit:.4g}). {finding.advice}"


def _words(time: timedelta) -> str:
    minutes = max(1, round(time / timedelta(minutes=1)))
    return f"{minutes} minute{'s' * (minutes > 1)}" if minutes < 120 else f"{round(minutes / 60)} hours"
