"""Coarse regular work, such as clean-up, as django-q2 schedules; each migrate makes them equal `settings.SCHEDULES`."""

from django.conf import settings
from django.db import transaction
from django_q.models import Schedule

from jobs.statements import execute

SCHEDULES_LOCK = 7_305_003


def ensure_schedules(**_signal) -> None:
    """Create what is missing, correct what differs, delete what is no longer listed; when they run next stays."""
    with transaction.atomic():
        execute("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": SCHEDULES_LOCK})
        for name, (function, minutes) in settings.SCHEDULES.items():
            wanted = {"func": function, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1}
            Schedule.objects.update_or_create(name=name, defaults=wanted)
        Schedule.objects.filter(name__startswith="storyjobs: ").exclude(name__in=settings.SCHEDULES).delete()
