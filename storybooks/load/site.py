"""The server as its visitors ask it: each request is timed and counted, a limit is honoured."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from storybooks.load.figures import Figures
from storybooks.load.target import NotFit
from storybooks.load.visitors import Visitor

PATIENCE = 30.0  # s
AFTER_NO_ANSWER = 1.0  # s


@dataclass(frozen=True)
class Answer:
    """`wait` are the seconds of Retry-After, 0 without."""

    status: int
    body: dict[str, Any]
    wait: float

    @property
    def is_limited(self) -> bool:
        return self.status == 429


NONE = Answer(0, {}, AFTER_NO_ANSWER)


class Site:
    def __init__(self, client: httpx2.AsyncClient, figures: Figures):
        self._client, self._figures, self._base = client, figures, str(client.base_url).rstrip("/")

    async def ask(
        self,
        visitor: Visitor,
        operation: str,
        method: str,
        url: str,
        body: dict[str, Any] | None = None,
        fine: Collection[int] = (),
    ) -> Answer:
        """The answer; NONE where there was none. Statuses that are `fine` are no errors, as none below 400 is."""
        began = time.monotonic()
        try:
            reply = await self._client.request(method, url, json=body, headers=await visitor.bearer())
        except httpx2.HTTPError as error:
            self._figures.went_wrong(operation, f"no answer ({type(error).__name__})")
            await asyncio.sleep(AFTER_NO_ANSWER)
            return NONE
        answer = Answer(reply.status_code, _parsed(reply), _seconds(reply.headers.get("Retry-After", "")))
        self._note(operation, answer, time.monotonic() - began, fine)
        return answer

    async def refuse_strange(self, visitor: Visitor) -> None:
        """Raises NotFit where no server answers, or one that does not know our visitors: it has another database."""
        try:
            reply = await self._client.get("/api/jobs/user", headers=await visitor.bearer())
        except httpx2.HTTPError as error:
            raise NotFit(f"No server answers at {self._base} ({type(error).__name__}). bin/serve runs one.") from None
        if reply.status_code != 200:
            raise NotFit(
                f"The server at {self._base} does not know users that are made here (HTTP {reply.status_code}). Run "
                "this command with the settings of that server: its database and its SECRET_KEY."
            )

    def _note(self, operation: str, answer: Answer, seconds: float, fine: Collection[int]) -> None:
        if answer.is_limited:
            return self._figures.limited(operation)
        self._figures.answered(operation, seconds)
        if answer.status >= 400 and answer.status not in fine:
            self._figures.went_wrong(operation, f"{answer.body.get('code', 'no code')} (HTTP {answer.status})")


@asynccontextmanager
async def opened(base: str, figures: Figures) -> AsyncIterator[Site]:
    """Through no proxy and to no other server; with as many connections as are asked for."""
    many = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx2.AsyncClient(base_url=base, timeout=PATIENCE, limits=many, trust_env=False) as client:
        yield Site(client, figures)


def _parsed(reply: httpx2.Response) -> dict[str, Any]:
    try:
        body = reply.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else 0.0
