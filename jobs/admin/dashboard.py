"""The admin's first page: what the queue does, in numbers that are at most a few seconds old."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from jobs import fleet, health, measures
from jobs.admin.rows import HEAVY, Row, rows
from jobs.admin.words import spell
from jobs.health import Finding
from jobs.job_type import job_types
from jobs.measures import Ended, Hour
from jobs.models import Cluster, DailySpending, Job
from jobs.states import Status
from users.acting import service
from users.models import User
from users.staff_links import may_view

KEPT_SECONDS = 3
LATEST = 8
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Sign:
    """Something that one keeps an eye on: a provider, orders that wait for a decision."""

    name: str
    state: str
    """A word that has a colour: healthy, warning, critical, open, half-open, closed."""
    words: str
    url: str = ""


_watchers: list[Callable[[User], list[Sign]]] = []


def watches(watcher: Callable[[User], list[Sign]]) -> Callable[[User], list[Sign]]:
    """A decorator: the dashboard shows the signs that this function has for a member of the staff."""
    _watchers.append(watcher)
    return watcher


@dataclass(frozen=True)
class TypeLine:
    label: str
    name: str
    waiting: int
    running: int
    day: Ended


@dataclass(frozen=True)
class Column:
    """An hour in the charts. Heights and places are pixels from the top of a chart that is HEIGHT high."""

    hour: Hour
    left: float
    parts: list[tuple[str, float, float]]
    """(status, from the top, height)"""
    created: float
    p95: float
    label: str


HEIGHT = 132


@dataclass(frozen=True)
class Figures:
    """The same for everybody, so they are worked out once for all who look."""

    health: health.Figures
    findings: list[Finding]
    stuck: list[Any]
    hour: Ended
    created: int
    types: list[TypeLine]
    errors: list[tuple[str, int, float]]
    """(code, number, percent of the most frequent one)"""
    columns: list[Column]
    most: int
    longest: timedelta | None
    clusters: list[Cluster]
    providers: list[Sign]
    spent: Decimal

    @property
    def at(self) -> datetime:
        return self.health.at

    @property
    def status(self) -> str:
        return health.assess(self.health)

    @property
    def message(self) -> str:
        return health.MESSAGES[self.status]

    @property
    def budget(self) -> Decimal | None:
        return settings.DAILY_BUDGET_USD


def figures() -> Figures:
    return cache.get_or_set("dashboard", _figures, KEPT_SECONDS)


@service()
def _figures() -> Figures:
    now = timezone.now()
    seen = health.measure(now)
    hours = measures.by_hour(now)
    most = max((max(hour.created, hour.completed + hour.failed + hour.cancelled) for hour in hours), default=0)
    longest = max((hour.p95 for hour in hours if hour.p95), default=None)
    codes = measures.error_codes(now)
    return Figures(
        health=seen,
        findings=health.findings(seen),
        stuck=measures.stuck(now),
        hour=measures.ended(now, HOUR),
        created=measures.created(now),
        types=_types(now),
        errors=[(code, number, round(100 * number / codes[0][1], 1)) for code, number in codes[:8]],
        columns=[_column(place, hour, len(hours), most, longest) for place, hour in enumerate(hours)],
        most=most,
        longest=longest,
        clusters=fleet.alive(),
        providers=[Sign(one.name, one.state, _told(one, now)) for one in measures.breakers()],
        spent=_spent(now),
    )


def _types(now: datetime) -> list[TypeLine]:
    active = {(name, status): number for name, status, number in measures.active()}
    labels = {name: job_type.label for name, job_type in job_types().items()}
    return [
        TypeLine(
            labels.get(name, name),
            name,
            active.get((name, Status.PENDING), 0),
            active.get((name, Status.PROCESSING), 0),
            day,
        )
        for name, day in measures.ended_by_type(now).items()
    ]


def _column(place: int, hour: Hour, number: int, most: int, longest: timedelta | None) -> Column:
    scale = HEIGHT / most if most else 0
    parts, top = [], float(HEIGHT)
    for status in (Status.COMPLETED, Status.CANCELLED, Status.FAILED):
        height = scale * getattr(hour, status)
        top -= height
        parts.append((str(status), round(top, 1), round(height, 1)))
    return Column(
        hour=hour,
        left=round(100 * place / number, 2),
        parts=parts,
        created=round(HEIGHT - scale * hour.created, 1),
        p95=round(HEIGHT * (hour.p95 / longest), 1) if hour.p95 and longest else 0,
        label=f"{hour.start.astimezone(UTC):%H}" if place % 3 == 0 else "",
    )


def _told(breaker: measures.Breaker, now: datetime) -> str:
    if breaker.state == "closed":
        return "answers"
    if breaker.state == "half-open":
        return "being tried by one call"
    return (
        f"left alone, tried again in {spell(breaker.until - now)}" if breaker.holds(now) else "tried by the next call"
    )


def _spent(now: datetime) -> Decimal:
    today = DailySpending.objects.filter(day=now.astimezone(UTC).date())
    return today.aggregate(sum=Sum("usd"))["sum"] or Decimal(0)


def shown(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the page for whoever asks, named by the setting of the admin's site."""
    viewer = request.user
    if not may_view(viewer, Job):
        return context
    known = figures()
    own = {
        "figures": known,
        "signs": [*known.providers, *(sign for watcher in _watchers for sign in watcher(viewer))],
        "stuck": _rows(known.stuck[:LATEST], viewer),
        "failed": _latest_failed(viewer),
        "may_see_money": may_view(viewer, DailySpending),
        "height": HEIGHT,
        "bar_width": round(72 / max(1, len(known.columns)), 2),
    }
    return {**context, **own}


def _rows(ids: list[Any], viewer: User) -> list[Row]:
    return rows(Job.objects.filter(id__in=ids).select_related("user").defer(*HEAVY).order_by("started_at"), viewer)


def _latest_failed(viewer: User) -> list[Row]:
    """Of the last day."""
    since = timezone.now() - measures.DAY
    failed = Job.objects.filter(completed_at__gt=since, status=Status.FAILED).order_by("-completed_at")
    return rows(failed.select_related("user").defer(*HEAVY)[:LATEST], viewer)
