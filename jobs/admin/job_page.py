"""A job's page: what it is, each of its attempts as a chart of its steps, and what happened to it."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from jobs.admin.content import Content, host
from jobs.admin.rows import rows
from jobs.job_type import JobType, job_types
from jobs.models import CallbackDelivery, Job, JobHistory, JobStep
from jobs.states import Status
from jobs.wishes import level_of
from users.models import User
from users.ownership import SEE_CONTENT
from users.staff_links import Link, links_of, list_of, may_view, page_of

MOST_STEPS, MOST_HISTORY = 400, 300
_TRACEBACK = re.compile(r"Traceback|During handling of |The above exception was |  File \".*\", line ")
_SOURCE = re.compile(r"    +[^ |+]|  \[Previous line ")
_KINDS = ("Error", "Exception", "Lost", "Refused", "Warning", "Group")
_RAISED = re.compile(r"^([A-Za-z_][\w.]*)(:.*)?$")


@dataclass(frozen=True)
class Bar:
    """One step in its attempt's chart; `start` and `width` are percent of the attempt's length."""

    step: JobStep
    start: float
    width: float
    trace: str


@dataclass
class Attempt:
    """One try. It ends with what its job went on to be, or goes on."""

    number: int
    worker: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    outcome: str = ""
    steps: list[JobStep] = field(default_factory=list)
    may_read: bool = False

    @property
    def took(self) -> timedelta | None:
        return (self.ended or timezone.now()) - self.started if self.started else None

    @property
    def cost(self) -> Decimal | None:
        costs = [step.cost_usd for step in self.steps if step.cost_usd is not None]
        return sum(costs, Decimal(0)) if costs else None

    @cached_property
    def bars(self) -> list[Bar]:
        if not self.steps:
            return []
        first = min([self.started or self.steps[0].started_at, *(step.started_at for step in self.steps)])
        last = max([self.ended or timezone.now(), *(step.finished_at for step in self.steps)])
        length = max((last - first).total_seconds(), 0.001)
        return [self._bar(step, first, length) for step in sorted(self.steps, key=lambda step: step.started_at)]

    def _bar(self, step: JobStep, first: datetime, length: float) -> Bar:
        start = 100 * (step.started_at - first).total_seconds() / length
        width = max(0.4, 100 * step.duration.total_seconds() / length)
        return Bar(step, round(min(start, 99.6), 2), round(width, 2), told(step.error, self.may_read))


@dataclass(frozen=True)
class Event:
    """A line of the history: who, when, what."""

    at: datetime
    who: str
    what: str
    status: str
    quiet: bool
    """A report of progress."""


def page_of_job(job: Job, viewer: User, *, with_content: bool = False) -> dict[str, Any]:
    """The context of its templates. What the family wrote and sent comes along only when it is asked for."""
    history = list(job.history.order_by("-id")[:MOST_HISTORY])[::-1]
    may_read = viewer.has_perm(SEE_CONTENT)
    return {
        "job": job,
        "row": rows([job], viewer)[0],
        "priority": level_of(job.priority, job_types().get(job.type, JobType).priority),
        "attempts": attempts(job, history, may_read)[::-1],
        "events": events(job, history)[::-1],
        "links": [*_links(job, viewer), *links_of(job, viewer)],
        "callbacks": list(job.callbacks.order_by("-created_at")[:20]) if may_view(viewer, CallbackDelivery) else [],
        "callback_host": host(job.callback_url),
        "may_read": may_read,
        "content": Content(job) if with_content and may_read else None,
    }


def attempts(job: Job, history: list[JobHistory], may_read: bool) -> list[Attempt]:
    """The first first. Attempts of which nothing is left do not appear."""
    by_number: dict[int, Attempt] = {}

    def attempt(number: int) -> Attempt:
        return by_number.setdefault(number, Attempt(number, may_read=may_read))

    for event in history:
        if event.reason == "claimed":
            begun = attempt(event.attempt)
            begun.started, begun.worker = event.at, event.actor
        elif event.from_status == Status.PROCESSING != event.to_status:
            ended = attempt(event.attempt)
            ended.ended, ended.outcome = event.at, event.reason
    for step in job.steps.defer("output").order_by("started_at", "id")[:MOST_STEPS]:
        attempt(step.attempt).steps.append(step)
    return [by_number[number] for number in sorted(by_number)]


def told(error: str, may_read: bool) -> str:
    """A traceback. What an error says may repeat what a family wrote, so only those who may read that see more than
    where it happened and of what kind it was.
    """
    if may_read or not error:
        return error
    kept, in_frames = [], False  # behind the frames an error speaks, on as many lines as it likes
    for line in error.splitlines():
        raised = _RAISED.match(line)
        if _TRACEBACK.match(line) or (in_frames and _SOURCE.match(line)):
            kept.append(line)
            in_frames = True
            continue
        if in_frames and raised and raised[1].endswith(_KINDS):
            kept.append(raised[1])
        in_frames = False
    return "\n".join(kept)


_SAID = {
    "submitted": "Submitted",
    "claimed": "Taken by a worker",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "cancel_requested": "Asked to stop",
    "retried": "Retried by hand",
    "run_now": "Told to run now",
    "priority_raised": "Priority raised",
    "handed_back": "Handed back by a cluster that stops",
}


def events(job: Job, history: list[JobHistory]) -> list[Event]:
    names = _names(job, history)
    return [
        Event(
            at=event.at,
            who=names.get(event.actor, event.actor),
            what=_what(event),
            status=event.to_status,
            quiet=event.reason == "progress",
        )
        for event in history
    ]


def _what(event: JobHistory) -> str:
    if event.reason == "progress":
        return f"{event.progress}% – {event.step}"
    if event.reason in _SAID:
        return _SAID[event.reason]
    return f"{event.reason}: {event.step}" if event.to_status == Status.PENDING else event.reason


def _names(job: Job, history: list[JobHistory]) -> dict[str, str]:
    """Staff by their e-mail addresses; the owner is the family."""
    ids = {event.actor for event in history if len(event.actor) == 36}
    staff = {str(user.pk): user.email for user in User.objects.filter(pk__in=ids, is_staff=True)}
    return {"guest": "a guest", str(job.user_id): "the family", **staff}


def _links(job: Job, viewer: User) -> list[Link]:
    links = []
    if job.user and may_view(viewer, User):
        links.append(Link("Owner", page_of(job.user)))
    if job.user_id:
        links.append(Link("All jobs of theirs", list_of(Job, owner=job.user_id)))
    return links
