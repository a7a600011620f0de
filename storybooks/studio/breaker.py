"""A circuit breaker whose state all workers share: a provider in trouble is left alone, then tried by one call.

    closed -- BREAKER_FAILURES troubles in a row --> open -- BREAKER_OPEN_SECONDS --> half-open (one probe)
    half-open -- the probe is answered --> closed        half-open -- the probe fails --> open

Every change is one conditional UPDATE on the database's clock. `round` rises whenever the breaker opens or probes,
and a call's outcome counts only in the round it was admitted in: late news cannot reopen a breaker that has healed.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from jobs.database import in_database
from jobs.errors import PermanentError, TransientError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5


class Breaker(models.Model):
    """One provider's breaker. `until` is the end of the pause (open) or of the wait for the probe (half-open)."""

    class State(models.TextChoices):
        CLOSED = "closed", "Closed"
        OPEN = "open", "Open"
        HALF_OPEN = "half-open", "Half open"

    name = models.CharField(max_length=40, primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLOSED)
    failures = models.PositiveIntegerField(default=0, help_text="Troubles in a row.")
    round = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "storybooks"
        db_table = "provider_breakers"
        verbose_name = "provider"

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"


@dataclass(frozen=True)
class Ticket:
    """A call's admission."""

    name: str
    round: int
    probe: bool = False


class ProbeUnderWay(TransientError):
    """Whether the provider lives is being found out by another call."""


@asynccontextmanager
async def guard(name: str, patience: float) -> AsyncIterator[None]:
    """Admit one call to the provider and note how it went; raises TransientError while the breaker is open.

    While another call probes, it waits for that one's outcome: a book draws many pictures side by side, and when the
    first of them finds the provider well again, the others must not cost the job a try.

    The body speaks in `jobs.errors`: a TransientError is trouble, unless it is RATE_LIMITED; that and a
    PermanentError are answers of a living provider. `patience`: seconds after which a probe that reported nothing
    (its worker died) is given up.
    """
    ticket = await _admitted(name, patience)
    report = abandoned
    try:
        yield
        report = answered
    except PermanentError:
        report = answered
        raise
    except TransientError as error:
        report = answered if error.code == "RATE_LIMITED" else failed
        raise
    finally:
        if report is not abandoned or ticket.probe:
            await in_database(report, ticket)


async def _admitted(name: str, patience: float) -> Ticket:
    give_up = time.monotonic() + patience
    while True:
        try:
            return await in_database(admit, name, patience)
        except ProbeUnderWay:
            if time.monotonic() > give_up:
                raise
        await asyncio.sleep(LOOK_SECONDS)


def admit(name: str, patience: float) -> Ticket:
    """A ticket for one call; the first after the pause becomes the probe.

    Raises ProbeUnderWay during the probe, and TransientError during the pause.
    """
    breaker = _load(name)
    if breaker.state == Breaker.State.CLOSED:
        return Ticket(name, breaker.round)
    if breaker.remaining > timedelta(0):
        probing = breaker.state == Breaker.State.HALF_OPEN
        raise _refusal(breaker.remaining.total_seconds(), ProbeUnderWay if probing else TransientError)
    if not _current(name, breaker.round).update(state=Breaker.State.HALF_OPEN, **_next_round(patience)):
        raise _refusal(patience, ProbeUnderWay)  # another worker was faster
    return Ticket(name, breaker.round + 1, probe=True)


def answered(ticket: Ticket) -> None:
    """The provider lives: forget the troubles, and close after a probe."""
    troubled = _current(ticket.name, ticket.round).filter(Q(failures__gt=0) | Q(state=Breaker.State.HALF_OPEN))
    troubled.exclude(state=Breaker.State.OPEN).update(
        state=Breaker.State.CLOSED, failures=0, until=None, updated_at=Now()
    )


def failed(ticket: Ticket) -> None:
    """One more trouble; open when it was one too many, or the probe's."""
    current = _current(ticket.name, ticket.round)
    current.update(failures=F("failures") + 1, updated_at=Now())
    too_many = Q(failures__gte=settings.BREAKER_FAILURES) | Q(state=Breaker.State.HALF_OPEN)
    if current.filter(too_many).update(state=Breaker.State.OPEN, **_next_round(settings.BREAKER_OPEN_SECONDS)):
        logger.warning("Breaker %s is open for %s s", ticket.name, settings.BREAKER_OPEN_SECONDS)


def abandoned(ticket: Ticket) -> None:
    """The call was cancelled and says nothing; a cancelled probe makes room for the next."""
    _current(ticket.name, ticket.round).filter(state=Breaker.State.HALF_OPEN).update(until=Now(), updated_at=Now())


def states() -> list[tuple[str, str, datetime | None]]:
    """Each provider's name, its breaker's state, and `until`."""
    return list(Breaker.objects.order_by("name").values_list("name", "state", "until"))


def _load(name: str) -> Breaker:
    rows = Breaker.objects.filter(name=name).annotate(
        remaining=models.ExpressionWrapper(F("until") - Now(), output_field=models.DurationField())
    )
    breaker = rows.first()
    if breaker is None:
        Breaker.objects.bulk_create([Breaker(name=name)], ignore_conflicts=True)
        breaker = rows.get()
    return breaker


def _current(name: str, round_: int) -> models.QuerySet[Breaker]:
    return Breaker.objects.filter(name=name, round=round_)


def _next_round(seconds: float) -> dict[str, object]:
    return {"round": F("round") + 1, "until": Now() + timedelta(seconds=seconds), "updated_at": Now()}


def _refusal(seconds: float, kind: type[TransientError]) -> TransientError:
    return kind("The service that writes and draws is having trouble right now.", retry_after=seconds)
