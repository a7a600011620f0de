"""Checks texts and photos with the provider's moderation, by limits of our own for each audience.

`OPENAI_MODERATION_MODEL=offline` is for compatible servers without moderation: the operator decides that the offline
studio's checks do. With any other model, and a server that does not know the call, texts go through the offline word
list and photos are refused (CONFIGURATION_ERROR): none goes on unchecked by mistake.
"""

import asyncio
from typing import Any

from django.conf import settings

from jobs.errors import PermanentError
from storybooks.catalog import Audience

from ..base import Moderator
from .errors import EndpointMissing, garbled, refused
from .pictures import reference
from .provider import Provider
from .writer import data_url

PHOTO_SIDE = 768
PIECE = 10_000  # characters of text in one part
OVERLAP = 200  # of these also in the next part: nothing is read in halves alone

# The highest score (0 to 1) that passes for children, young adults, adults. Our own judgement, on purpose stricter than
# the provider's `flagged`, which is made for grown-ups.
LIMITS = {
    "sexual/minors": (0.05, 0.05, 0.05),
    "sexual": (0.10, 0.20, 0.40),
    "self-harm": (0.10, 0.20, 0.40),
    "self-harm/intent": (0.10, 0.20, 0.30),
    "self-harm/instructions": (0.05, 0.10, 0.20),
    "violence": (0.50, 0.70, 0.90),
    "violence/graphic": (0.20, 0.40, 0.70),
    "hate": (0.20, 0.30, 0.40),
    "hate/threatening": (0.10, 0.20, 0.30),
    "harassment": (0.50, 0.60, 0.80),
    "harassment/threatening": (0.40, 0.50, 0.70),
    "illicit": (0.40, 0.50, 0.70),
    "illicit/violent": (0.20, 0.30, 0.50),
}
MAIN_SCORES = {"sexual", "sexual/minors", "self-harm", "violence", "hate"}
COLUMN = {Audience.CHILDREN: 0, Audience.YOUNG_ADULTS: 1, Audience.ADULTS: 2}


class OpenAIModerator:
    """`base.Moderator` over the moderation call."""

    def __init__(self, provider: Provider):
        self._provider = provider

    async def check(self, audience: str, *, text: str = "", photo: bytes | None = None) -> None:
        parts: list[dict[str, Any]] = [{"type": "text", "text": piece} for piece in _pieces(text)]
        if photo is not None:
            jpeg = await asyncio.to_thread(reference, photo, PHOTO_SIDE)
            parts.append({"type": "image_url", "image_url": {"url": data_url(jpeg)}})
        if not parts:
            return
        try:
            results = await self._results(parts)
        except EndpointMissing:
            results = None
        if results is None:
            await _check_without_provider(audience, text, photo)
        elif any(_is_unfit(result, audience) for result in results):
            raise refused()

    async def _results(self, parts: list[Any]) -> list[Any]:
        model = settings.OPENAI_MODERATION_MODEL
        answer = await self._provider.call(
            "moderate",
            model,
            lambda api: api.moderations.create(model=model, input=parts),
            needs="results",
            deadline=settings.OPENAI_TEXT_DEADLINE,
        )
        return answer.results


def _pieces(text: str) -> list[str]:
    starts = range(0, max(1, len(text) - OVERLAP), PIECE - OVERLAP) if text else ()
    return [text[start : start + PIECE] for start in starts]


def moderator(provider: Provider) -> Moderator:
    """The moderator that the settings ask for."""
    return _offline() if settings.OPENAI_MODERATION_MODEL == "offline" else OpenAIModerator(provider)


async def _check_without_provider(audience: str, text: str, photo: bytes | None) -> None:
    if photo is not None:
        raise PermanentError("Photos cannot be checked here, so none can be used.", code="CONFIGURATION_ERROR")
    await _offline().check(audience, text=text)


def _offline() -> Moderator:
    from ..offline import offline_studio

    return offline_studio().moderator


def _is_unfit(result: Any, audience: str) -> bool:
    """Whether a score is above its limit. An answer without the main scores is none: nothing passes unchecked."""
    scores = getattr(result, "category_scores", None)
    scores = scores.model_dump(by_alias=True, warnings=False) if hasattr(scores, "model_dump") else {}
    known = {name: scores[name] for name in LIMITS if isinstance(scores.get(name), int | float)}
    if not known.keys() >= MAIN_SCORES:
        raise garbled("moderate")
    return any(not score <= LIMITS[name][COLUMN[audience]] for name, score in known.items())  # NaN passes no limit
