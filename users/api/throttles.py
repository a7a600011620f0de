"""Too many requests are 429, and every answer can say how many are left.

A request may count against several limits; the tightest verdict is remembered on it for the headers of its answer.
"""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from users.client_address import client_address
from users.rate_limits import Limit, Verdict, count


class RateLimitExceeded(Throttled):
    default_detail = "Too many requests."
    extra_detail_singular = "Please try again in {wait} second."
    extra_detail_plural = "Please try again in {wait} seconds."


class CallerThrottle(BaseThrottle):
    """All requests of a guest's address, or of a user wherever they are."""

    def allow_request(self, request: Request, view) -> bool:
        count_request(request)
        return True


class PollingThrottle(BaseThrottle):
    """One caller's questions about one job, for views that are asked again and again; their kwarg is `job_id`."""

    def allow_request(self, request: Request, view) -> bool:
        count_polling(request, view.kwargs["job_id"])
        return True


class FilesThrottle(BaseThrottle):
    """One caller's pictures and books: each is bytes in memory until the client has taken them."""

    def allow_request(self, request: Request, view) -> bool:
        _count(request, "files", settings.RATE_LIMIT_FILES)
        return True


def count_request(request: Request) -> None:
    """Count any request of this caller. Raises RateLimitExceeded."""
    _count(request, "requests", settings.RATE_LIMIT_USER if _user_id(request) else settings.RATE_LIMIT_ADDRESS)


def count_polling(request: Request, job_id: UUID) -> None:
    """Count one question about this job, which is none of the caller's other requests. Raises RateLimitExceeded."""
    _count(request, f"polling:{job_id}", settings.RATE_LIMIT_POLLING)


def count_start(request: Request, name: str) -> None:
    """Count one start of a job of the type `name` by this caller; outside of transactions. Raises RateLimitExceeded."""
    _count(request, f"starts:{name}", settings.RATE_LIMIT_STARTS)


def count_sign_in(request: Request) -> None:
    """Count one step of signing in from this address. Raises RateLimitExceeded."""
    _count(request, "sign-in", settings.RATE_LIMIT_SIGN_IN, caller=client_address(_bare(request)))


def count_code(request: Request, phone: str) -> None:
    """Count one code for this phone, whoever asks for it. Raises RateLimitExceeded."""
    _count(request, "codes", settings.RATE_LIMIT_CODES, caller=phone, is_told=False)


def count_provider(request: Request, name: str) -> None:
    """Count one call of a service that has shown its secret, from wherever. Raises RateLimitExceeded."""
    _count(request, "cron", settings.RATE_LIMIT_CRON, caller=name)


def rate_limit_headers(request: Request) -> dict[str, str]:
    """The headers of an answer to this request, from the tightest of the limits that it counted against."""
    verdict = getattr(_bare(request), "rate_limit_verdict", None)
    if verdict is None:
        return {}
    return {
        "X-RateLimit-Limit": str(verdict.limit.most),
        "X-RateLimit-Remaining": str(verdict.remaining),
        "X-RateLimit-Reset": str(verdict.reset_at),
    }


def _count(request: Request, name: str, limit: Limit | None, caller: str = "", is_told: bool = True) -> None:
    """What is not told in the answer's headers is about somebody else than who asks."""
    if limit is None:  # switched off
        return
    verdict = count(name, caller or caller_of(request), limit)
    if is_told:
        earlier = getattr(_bare(request), "rate_limit_verdict", verdict)
        _bare(request).rate_limit_verdict = min(earlier, verdict, key=_room)
    if not verdict.allowed:
        raise RateLimitExceeded(verdict.retry_after)


def caller_of(request: Request) -> str:
    """Whom to count: the user, or a guest's address."""
    return _user_id(request) or client_address(_bare(request))


def _room(verdict: Verdict) -> tuple:
    return verdict.allowed, verdict.remaining, -verdict.reset_at


def _user_id(request: Request) -> str | None:
    return str(request.user.pk) if request.user.is_authenticated else None


def _bare(request: Request) -> HttpRequest:
    """Django's own request: DRF may wrap it more than once on the way to an answer."""
    return getattr(request, "_request", request)
