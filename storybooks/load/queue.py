"""Many jobs at once: does each end exactly once, in the order of priority and age, and are the counts true?"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from django.conf import settings
from rich.table import Table

from jobs.models import Job, JobHistory
from jobs.states import FINISHED, Status
from storybooks.load.figures import Figures, percentiles
from storybooks.load.life import ENDED, POLL_SECONDS
from storybooks.load.site import Answer, Site
from storybooks.load.visitors import Visitor
from storybooks.load.wanted import request

SIDE_BY_SIDE = 20
PRIORITIES = ("normal", "low")
LIST_SECONDS = 2.0
TRIES = 5
LONGEST_WAIT = 15.0  # s; who is told to come back later than that does not get in at all
SAME_MOMENT = timedelta(seconds=1)
"""A job that was stored so shortly before a claim may not have been committed yet."""


@dataclass(frozen=True)
class Check:
    """`sentence` says what was looked for, `wrong` what was found instead; empty where it is as it should be."""

    sentence: str
    wrong: str


@dataclass(frozen=True)
class Times:
    """Milliseconds: the median, and what 95 percent stay below."""

    waited_p50: float | None
    waited_p95: float | None
    ran_p50: float | None
    ran_p95: float | None


class QueueTest:
    """`jobs` requests of one kind, shared out among the visitors."""

    def __init__(self, site: Site, visitors: list[Visitor], figures: Figures, kind: str, jobs: int):
        self._site, self._visitors, self._figures, self._kind, self._jobs = site, visitors, figures, kind, jobs
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)
        self._numbers = count(int(time.time()))
        self._statuses: Counter[str] = Counter()
        self._depth: int | None = None
        self.started: dict[str, Visitor] = {}
        self.told: dict[str, str] = {}

    async def run(self) -> None:
        """Start all of them, and ask until all have ended."""
        await asyncio.gather(*(self._start(number) for number in range(self._jobs)))
        while not await self._are_ended():  # noqa: ASYNC110 - what we wait for happens in other processes
            await asyncio.sleep(LIST_SECONDS)
        await asyncio.gather(*(self._last_look(id, visitor) for id, visitor in self.started.items()))

    def table(self) -> Table:
        table = Table(box=None, pad_edge=False, title=f"{self._figures.elapsed:.0f} s", title_justify="left")
        for heading in ("started", "in the queue, of all", *Status.values):
            table.add_column(heading, justify="right")
        depth = "-" if self._depth is None else str(self._depth)
        table.add_row(str(len(self.started)), depth, *(str(self._statuses[status]) for status in Status.values))
        return table

    async def _start(self, number: int) -> None:
        visitor = self._visitors[number % len(self._visitors)]
        body = request(self._kind, next(self._numbers)) | {"priority": PRIORITIES[number % len(PRIORITIES)]}
        path = f"/api/jobs/{self._kind}/start"
        async with self._places:
            answer = await self._patiently(visitor, f"start {self._kind}", "POST", path, body)
        if "jobId" in answer.body:
            self.started[answer.body["jobId"]] = visitor

    async def _are_ended(self) -> bool:
        """As the lists of the visitors tell it."""
        lists = await asyncio.gather(
            *(self._patiently(visitor, "list", "GET", "/api/jobs/user?limit=1") for visitor in self._visitors)
        )
        self._statuses = sum((Counter(each.body.get("counts", {})) for each in lists), Counter())
        health = await self._site.ask(self._visitors[0], "health", "GET", "/api/jobs/health", fine=(503,))
        self._depth = health.body.get("metrics", {}).get("queueDepth")
        return sum(self._statuses[status] for status in ENDED) >= len(self.started)

    async def _last_look(self, job_id: str, visitor: Visitor) -> None:
        async with self._places:
            answer = await self._patiently(visitor, "status", "GET", f"/api/jobs/{job_id}")
        self.told[job_id] = answer.body.get("status", "")

    async def _patiently(self, visitor: Visitor, operation: str, method: str, url: str, body: Any = None) -> Answer:
        """The answer, asked for again where the server is told to be left alone for a moment."""
        for _ in range(TRIES):
            answer = await self._site.ask(visitor, operation, method, url, body)
            if not answer.is_limited or answer.wait > LONGEST_WAIT:
                break
            await asyncio.sleep(max(answer.wait, POLL_SECONDS))
        return answer

    @property
    def is_over(self) -> bool:
        """Whether all of them had ended, and were looked at, before the time was."""
        return self.told.keys() == self.started.keys()

    @property
    def statuses(self) -> Counter[str]:
        """As the lists told at last."""
        return self._statuses


def checks(test: QueueTest, wanted: int) -> list[Check]:
    """What the database says of the jobs, compared with what was told over HTTP."""
    jobs = list(Job.objects.filter(id__in=test.started))
    history = list(JobHistory.objects.filter(job__in=test.started).order_by("id"))
    kept = Counter(job.status for job in jobs)
    told = {status: number for status, number in test.statuses.items() if number}
    ends = Counter(str(entry.job_id) for entry in history if entry.to_status in FINISHED)
    wrong_ends = [id for id in test.started if ends[id] != 1]
    differing = [str(job.id) for job in jobs if test.told.get(str(job.id)) != job.status]
    return [
        Check(f"{wanted} jobs were started", "" if len(test.started) == wanted else f"{len(test.started)} were"),
        Check("each has ended exactly once", _some(wrong_ends)),
        Check("each has completed", "" if set(kept) <= {Status.COMPLETED} else f"{dict(kept)}"),
        Check("each status over HTTP is that of its row", _some(differing)),
        Check("the lists count what is there", "" if told == dict(kept) else f"they say {told} of {dict(kept)}"),
        Check("they ran in the order of priority and age", _some(_overtaken(jobs, history))),
    ]


def times(job_ids: list[str]) -> Times:
    """From the start of each job to its first claim, and from its latest claim to its end."""
    jobs = {str(job.id): job for job in Job.objects.filter(id__in=job_ids, status=Status.COMPLETED)}
    claims = _first_claims(list(JobHistory.objects.filter(job__in=jobs).order_by("id")))
    waited = percentiles([(claims[id].at - job.created_at).total_seconds() for id, job in jobs.items()])
    ran = percentiles([(job.completed_at - job.started_at).total_seconds() for job in jobs.values()])
    return Times(waited[0], waited[1], ran[0], ran[1])


def _overtaken(jobs: list[Job], history: list[JobHistory]) -> list[str]:
    """Jobs that waited while a worse one was claimed, though they had been there for a moment."""
    claims = _first_claims(history)
    order = sorted((job for job in jobs if str(job.id) in claims), key=lambda job: claims[str(job.id)].id)
    return [
        str(late.id)
        for place, late in enumerate(order)
        if any(
            _rank(late) < _rank(early) and late.created_at + SAME_MOMENT < claims[str(early.id)].at
            for early in order[:place]
        )
    ]


def _rank(job: Job) -> tuple:
    """The smaller one is claimed first. A job that was put back keeps its place among those that were not."""
    by_age = (job.created_at, job.id)
    return (-job.priority, *by_age) if settings.ENABLE_PRIORITY_PROCESSING else by_age


def _first_claims(history: list[JobHistory]) -> dict[str, JobHistory]:
    return {str(entry.job_id): entry for entry in reversed(history) if entry.to_status == Status.PROCESSING}


def _some(ids: list[str]) -> str:
    more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
    return f"not {', '.join(ids[:3])}{more}" if ids else ""
