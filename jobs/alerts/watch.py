"""Looks regularly how the queue is, and has operators told when that has changed: once, whoever looks.

Each cluster's main process would look, and each process that works jobs off in the foreground; one of them does, as the
one row of `health_state` is due. manage.py check_health looks as well, for when none of them is left.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobs.alerts import messages
from jobs.health import LEVELS, assess, findings, measure
from jobs.log_lines import health_check_failed
from jobs.models import HealthState
from jobs.statements import execute
from users.log_context import tell

log = logging.getLogger("jobs")

_TAKE = """
INSERT INTO health_state AS state (id, looked_at, seen, told, told_at)
VALUES (1, clock_timestamp(), 'healthy', 'healthy', clock_timestamp())
ON CONFLICT (id) DO UPDATE SET looked_at = clock_timestamp()
 WHERE state.looked_at < clock_timestamp() - make_interval(secs => %(seconds)s)
RETURNING 1
"""


def look_if_due() -> None:
    """Look, unless somebody did in the last settings.HEALTH_LOOK_SECONDS, or health checks are off."""
    if not settings.ENABLE_HEALTH_CHECKS:
        return
    if execute(_TAKE, {"seconds": settings.HEALTH_LOOK_SECONDS}).rowcount:
        try:
            _look(timezone.now())
        except Exception as error:
            health_check_failed(error)
            raise


def _look(now: datetime) -> None:
    """The change and the messages about it are stored together: no crash can come between them."""
    seen = measure(now)
    status = assess(seen)
    with transaction.atomic():
        state = HealthState.objects.select_for_update().get(id=1)
        level = _to_tell(state.told, state.seen, status)
        if level != state.told:
            messages.store(state.told, level, findings(seen), now - state.told_at)
            _log_change(state.told, level)
            state.told, state.told_at = level, now
        state.seen = status
        state.save(update_fields=["seen", "told", "told_at"])


def _to_tell(told: str, before: str, now: str) -> str:
    """What has lasted for two looks: as bad as the better of them, or as good as the worse. What comes and goes within
    one look is told to nobody.
    """
    better, worse = sorted((before, now), key=LEVELS.index)
    if LEVELS.index(better) > LEVELS.index(told):
        return better
    return worse if LEVELS.index(worse) < LEVELS.index(told) else told


def _log_change(before: str, now: str) -> None:
    level = logging.WARNING if LEVELS.index(now) > LEVELS.index(before) else logging.INFO
    sentence = "🏥 Health has changed from %s to %s"
    transaction.on_commit(lambda: tell(log, level, "health.changed", sentence, before, now, before=before, now=now))


def write_health_log() -> None:
    """A line of figures for whoever reads the log later."""
    if not settings.ENABLE_HEALTH_CHECKS:
        return
    seen = measure(timezone.now())
    tell(
        log,
        logging.INFO,
        "health.report",
        "🏥 Health is %s",
        assess(seen),
        queue_depth=seen.queue.depth,
        due=seen.queue.due,
        wait_seconds=round(seen.wait_minutes * 60),
        completed=seen.day.completed,
        failed=seen.day.failed,
        success_percent=seen.success_percent,
        stuck=seen.stuck,
        workers=seen.workers,
    )
