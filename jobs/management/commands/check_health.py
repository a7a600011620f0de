"""manage.py check_health: how the queue is, for people, cron and whatever reads exit codes."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from jobs.alerts import watch
from jobs.callbacks.courier import Courier
from jobs.health import CRITICAL, LEVELS, MESSAGES, Figures, assess, findings, measure
from jobs.log_lines import health_check_failed
from users.api.errors import UNAVAILABLE


class Command(BaseCommand):
    help = (
        "Says how the queue is and what to do about it. It also looks as clusters do regularly, and delivers what "
        "operators have to be told: started by cron each minute, it raises the alarm when no cluster is left to do it. "
        "Exit codes: 0 healthy, 1 warning, 2 critical or not to be found out."
    )
    requires_system_checks: list[str] = []  # a mistake elsewhere must not silence it

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            status = self._report(measure(timezone.now()))
            self._tell()
        except UNAVAILABLE as error:
            health_check_failed(error)
            self.stdout.write("critical: the database is not available")
            status = CRITICAL
        sys.exit(LEVELS.index(status))

    def _report(self, seen: Figures) -> str:
        status = assess(seen)
        self.stdout.write(f"{status}: {MESSAGES[status]}")
        self.stdout.write(
            f"Unfinished jobs: {seen.queue.depth}, of which {seen.queue.due} wait for a worker, the longest for "
            f"{seen.wait_minutes:.1f} minutes. Completed of those that ended in 24 hours: {seen.success_percent} %. "
            f"Clusters: {seen.clusters}, workers: {seen.workers}."
        )
        for finding in findings(seen):
            self.stdout.write(f"{finding.level}: {finding.label}. {finding.advice}")
        return status

    def _tell(self) -> None:
        if not settings.ENABLE_HEALTH_CHECKS:
            self.stdout.write("Health checks are off (ENABLE_HEALTH_CHECKS): nobody is told.")
            return
        watch.look_if_due()
        courier = Courier()
        courier.start()
        courier.finish()
