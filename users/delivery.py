"""How a one-time code reaches its phone: settings.CODE_DELIVERY names one of the ways below."""

import json
import logging
import sys
import urllib.request
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from users.no_redirect import opener

TIMEOUT = 10  # s
log = logging.getLogger("users")


class NotDelivered(Exception):
    """The code did not leave this house. The reason is in the log, without number and code."""


def deliver(phone: str, code: str) -> None:
    """Send the code. Blocking, for up to ten seconds. Raises NotDelivered."""
    text = f"{code} is your storyjobs code. It is good for 5 minutes. Tell it to nobody."
    try:
        _WAYS[settings.CODE_DELIVERY](phone, text)
    except (OSError, SMTPException, ValueError) as error:
        log.error("code.not_delivered way=%s error=%s", settings.CODE_DELIVERY, type(error).__name__)
        raise NotDelivered from None


def _by_console(phone: str, text: str) -> None:
    """For development: whoever reads the terminal may sign in as anybody."""
    sys.stderr.write(f"To {phone}: {text}\n")
    sys.stderr.flush()


def _by_sms(phone: str, text: str) -> None:
    """POST {"to", "from", "text"} to the gateway; any 2xx is taken for sent."""
    body = json.dumps({"to": phone, "from": settings.SMS_SENDER, "text": text}).encode()
    headers = {"Content-Type": "application/json", "Authorization": settings.SMS_AUTHORIZATION or ""}
    request = urllib.request.Request(settings.SMS_URL, body, headers)  # noqa: S310 - http(s), as the settings say
    with opener.open(request, timeout=TIMEOUT):
        pass


def _by_email(phone: str, text: str) -> None:
    """To the mailbox of a gateway from e-mail to SMS."""
    send_mail("", text, settings.EMAIL_FROM, [settings.CODE_EMAIL_TO.replace("{phone}", phone)])


def _not_at_all(phone: str, text: str) -> None:
    raise ValueError("CODE_DELIVERY is off")


_WAYS = {"console": _by_console, "sms": _by_sms, "email": _by_email, "off": _not_at_all}
