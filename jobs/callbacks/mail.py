"""One e-mail to the operators: a webhook whose address is mailto:."""

import time
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from jobs.callbacks.post import Answer

SCHEME = "mailto:"


def mail(url: str, message: dict[str, Any], deadline: float) -> Answer:
    """Hand `subject` and `text` to the mail server; each wait for it ends by `deadline` (of time.monotonic())."""
    receivers = url.removeprefix(SCHEME).split(",")
    try:
        server = get_connection(timeout=max(1.0, deadline - time.monotonic()))
        EmailMessage(message["subject"], message["text"], settings.EMAIL_FROM, receivers, connection=server).send()
    except (OSError, SMTPException, ValueError) as error:
        return Answer(f"not mailed: {type(error).__name__}")
    return Answer("mailed", accepted=True)
