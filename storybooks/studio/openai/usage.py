"""Notes what a call used: tokens by class and their price, also when the answer itself is of no use."""

from typing import Any

from jobs.spending import Charge, record

from .prices import price_of


def note(kind: str, model: str, answer: Any) -> None:
    """Record the charge of one answered call; a free one (moderation) and a body that is no answer carry no usage.

    `model` is the one asked for; the answer may name a dated version of it.
    """
    used = getattr(answer, "usage", None)
    if used is None:
        return
    usage = counted(used)
    price = price_of(model)
    request_id = str(getattr(answer, "_request_id", None) or "")[:64]
    record(Charge("openai", model, kind, usage, price.cost(usage) if price else None, request_id))


def counted(used: Any) -> dict[str, int]:
    """Tokens by class. Classes do not overlap: what was read from the cache or from pictures is not in `prompt`."""
    if hasattr(used, "prompt_tokens"):
        return _of_text(used)
    return _of_picture(used)


def _of_text(used: Any) -> dict[str, int]:
    details = getattr(used, "prompt_tokens_details", None)
    cached, written = _number(details, "cached_tokens"), _number(details, "cache_write_tokens")
    return _without_zeros(
        prompt=_number(used, "prompt_tokens") - cached - written,
        prompt_cached=cached,
        prompt_cache_write=written,
        answer=_number(used, "completion_tokens"),
    )


def _of_picture(used: Any) -> dict[str, int]:
    from_pictures = _number(getattr(used, "input_tokens_details", None), "image_tokens")
    return _without_zeros(
        prompt=_number(used, "input_tokens") - from_pictures,
        prompt_picture=from_pictures,
        picture=_number(used, "output_tokens"),
    )


def _without_zeros(**counts: int) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count > 0}


def _number(source: Any, name: str) -> int:
    """A count the server sent; the SDK checks no types, so anything else counts as nothing."""
    value = getattr(source, name, None)
    return value if type(value) is int and 0 < value < 10**9 else 0
