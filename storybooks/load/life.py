"""A family during a load test: it starts something, asks how it goes, looks at its list, sometimes changes its mind."""

import asyncio
import random
import time
from itertools import count

from storybooks.load.figures import Figures
from storybooks.load.site import Answer, Site
from storybooks.load.visitors import Visitor
from storybooks.load.wanted import request

ENDED = ("completed", "failed", "cancelled")
POLL_SECONDS = 1.05
"""Between two questions about a job, unless the answer asks for more: ten in ten seconds are allowed."""
THINK_SECONDS = (0.2, 1.0)
SHARE_CANCELLED = 0.1
_numbers = count(int(time.time()))


class Life:
    def __init__(self, site: Site, visitor: Visitor, figures: Figures, kinds: list[str]):
        self._site, self._visitor, self._figures = site, visitor, figures
        self._not_before = dict.fromkeys(kinds, 0.0)

    async def live(self) -> None:
        """Until cancelled."""
        while True:
            started = await self._start()
            if started:
                await self._follow(started)
            await self._ask("list", "GET", "/api/jobs/user?limit=20")
            await self._ask("health", "GET", "/api/jobs/health", fine=(503,))  # it says so of a long queue
            await asyncio.sleep(random.uniform(*THINK_SECONDS))  # noqa: S311

    async def _start(self) -> Answer | None:
        """A job of a kind that the limits let in now; None where they let in none."""
        now = time.monotonic()
        kinds = [kind for kind, moment in self._not_before.items() if moment <= now]
        if not kinds:
            return None
        kind = random.choice(kinds)  # noqa: S311
        answer = await self._site.ask(
            self._visitor, f"start {kind}", "POST", f"/api/jobs/{kind}/start", request(kind, next(_numbers))
        )
        if answer.is_limited:
            self._not_before[kind] = now + max(answer.wait, POLL_SECONDS)
        return answer if "pollingUrl" in answer.body else None

    async def _follow(self, started: Answer) -> None:
        gives_up = random.random() < SHARE_CANCELLED  # noqa: S311
        began, pause = time.monotonic(), POLL_SECONDS
        while True:
            await asyncio.sleep(pause)
            answer = await self._site.ask(self._visitor, "poll", "GET", started.body["pollingUrl"])
            pause = max(answer.wait, POLL_SECONDS)
            if answer.body.get("status") in ENDED:
                return self._ended(answer, time.monotonic() - began)
            if gives_up:
                gives_up = False
                await self._ask("cancel", "POST", f"/api/jobs/cancel/{started.body['jobId']}", fine=(409,))

    def _ended(self, answer: Answer, seconds: float) -> None:
        self._figures.jobs[answer.body["status"]] += 1
        if answer.body["status"] == "failed":
            self._figures.went_wrong("job", answer.body["code"])

    async def _ask(self, operation: str, method: str, url: str, fine: tuple[int, ...] = ()) -> Answer:
        """One that is limited is asked again another time, when that is over."""
        answer = await self._site.ask(self._visitor, operation, method, url, fine=fine)
        if answer.is_limited:
            await asyncio.sleep(answer.wait)
        return answer
