"""The provider's failures in our own words. Its texts may repeat the key, the prompt or the story: none is kept."""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import openai

from jobs.errors import JobError, PermanentError, TransientError

logger = logging.getLogger(__name__)

REFUSED_CODES = {"moderation_blocked", "content_policy_violation", "content_filter"}
UNPAID_CODES = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
TOO_LONG_CODES = {"context_length_exceeded", "string_above_max_length"}
LONGEST_RETRY_AFTER = 3600.0


class EndpointMissing(PermanentError):
    """The server does not offer this call at all: the caller may know another way."""

    code = "CONFIGURATION_ERROR"


def misconfigured() -> PermanentError:
    return PermanentError("The service that writes and draws is not set up correctly.", code="CONFIGURATION_ERROR")


def refused() -> PermanentError:
    return PermanentError("This picture or story contains something we do not put into a book.", code="CONTENT_REFUSED")


def unreachable(retry_after: float | None = None) -> TransientError:
    return TransientError("The service that writes and draws is not answering right now.", retry_after=retry_after)


def garbled(kind: str) -> TransientError:
    """An answer came, but not one that can be used. `kind` names the call in the log."""
    logger.warning("Call %s failed: the answer cannot be used", kind)
    return _unusable()


def _unusable() -> TransientError:
    return TransientError("The service that writes and draws gave an answer that cannot be used.")


def translated(kind: str, error: Exception) -> JobError:
    """What a failed call means for the job. `kind` names the call in the log."""
    if isinstance(error, openai.APIStatusError):
        failure = _of_status(error)
    elif isinstance(error, openai.APIConnectionError):
        failure = unreachable()
    elif isinstance(error, openai.APIError | ValueError | RecursionError):
        failure = _unusable()  # a 200 whose body is not what it says: cut JSON, broken UTF-8, a thousand brackets
    else:
        failure = misconfigured()  # the client refused before sending
    logger.warning("Call %s failed: %s (%s)", kind, failure.code, _facts(error))
    return failure


def timed_out(kind: str) -> TransientError:
    """Our own limit on the whole call was reached: a silent server, or one that drips."""
    logger.warning("Call %s failed: no whole answer in time", kind)
    return unreachable()


def _of_status(error: openai.APIStatusError) -> JobError:
    status, codes = error.status_code, {str(error.code), str(error.type)}
    if codes & REFUSED_CODES:
        return refused()
    if codes & UNPAID_CODES:
        return misconfigured()
    if status == 429:
        return TransientError(
            "The service that writes and draws is very busy right now.",
            code="RATE_LIMITED",
            retry_after=retry_after(error.response.headers),
        )
    if status in {408, 409} or status >= 500:
        return unreachable(retry_after(error.response.headers))
    if status in {404, 405} and "model_not_found" not in codes:
        return EndpointMissing("The service that writes and draws cannot do this.")
    return _of_bad_request(error, codes)


def _of_bad_request(error: openai.APIStatusError, codes: set[str]) -> PermanentError:
    if error.status_code in {400, 413, 415, 422} and _names_a_picture(error):
        return PermanentError("This picture could not be read. Please choose another one.", code="INVALID_INPUT")
    if codes & TOO_LONG_CODES:
        return PermanentError("This story is too long for a book.", code="INVALID_INPUT")
    return misconfigured()


def _names_a_picture(error: openai.APIStatusError) -> bool:
    """Whether the server complains about the picture sent, not about a parameter of the call."""
    return str(error.param).startswith("image") or bool(re.search("image|mimetype|mime_type", str(error.code)))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asked to be left alone, at most an hour; None when it did not say or made no sense."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value)
    return min(seconds, LONGEST_RETRY_AFTER) if seconds > 0 else None


def _seconds_until(http_date: str) -> float:
    try:
        return (parsedate_to_datetime(http_date) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def _facts(error: Exception) -> str:
    """What may be logged: kinds, numbers and short identifiers, never the server's prose."""
    facts = [type(error).__name__]
    for name in ("status_code", "code", "type", "request_id"):
        value = str(getattr(error, name, None) or "")
        if re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", value):
            facts.append(f"{name}={value}")
    return " ".join(facts)
