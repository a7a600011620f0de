"""Which server may be put under load: one of this machine, that draws without paying; others only on purpose."""

from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from jobs.models import JobStep


class NotFit(Exception):
    """The test cannot be run like this; the sentence says what to do."""


def refuse_others(url: str, may_be_remote: bool, may_pay: bool) -> None:
    """Raises NotFit."""
    host = urlsplit(url).hostname
    if not host or urlsplit(url).scheme not in ("http", "https"):
        raise NotFit(f"{url!r} is no address of a server, as http://127.0.0.1:8000.")
    if not (may_be_remote or _is_here(host)):
        raise NotFit(f"{host} is another machine. Say --allow-remote if it is yours to put under load.")
    if settings.STUDIO != "offline" and not may_pay:
        raise NotFit(
            f"The studio is {settings.STUDIO}: each picture costs money. Set STUDIO=offline for server, cluster and "
            "this command, or say --yes-pay."
        )


def have_cost(user_ids: list[UUID]) -> bool:
    """Whether anything was paid for them: the server may have another studio than this command."""
    return JobStep.objects.filter(job__user__in=user_ids, cost_usd__gt=0).exists()


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
