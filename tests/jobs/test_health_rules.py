"""What the rules say of the figures: the worst counts, and nothing to measure is well."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.health import CRITICAL, HEALTHY, RULES, WARNING, Figures, assess, findings
from jobs.measures import Ended, Queue

NOTHING = Ended(0, 0, 0, 0, None, None, None, None, None)
EMPTY = Figures(timezone.now(), Queue(0, 0, 0, None), NOTHING, 0, 0, 0, 0, ())
BUSY = replace(EMPTY, clusters=1, workers=3, lately=5)


def waiting(minutes: float) -> Queue:
    return Queue(1, 1, 0, timedelta(minutes=minutes))


def ended(completed: int, failed: int, **more) -> Ended:
    return replace(NOTHING, completed=completed, failed=failed, **more)


CASES = {
    "queue_depth": [
        (replace(BUSY, queue=Queue(20, 0, 0, None)), HEALTHY),
        (replace(BUSY, queue=Queue(20, 0, 1, None)), WARNING),
        (replace(BUSY, queue=Queue(51, 0, 0, None)), CRITICAL),
    ],
    "failure_percent": [
        (replace(BUSY, day=ended(90, 10)), HEALTHY),
        (replace(BUSY, day=ended(89, 11)), WARNING),
        (replace(BUSY, day=ended(79, 21)), CRITICAL),
        (replace(BUSY, day=ended(0, 4)), WARNING),
        (replace(BUSY, day=ended(0, 5)), CRITICAL),
    ],
    "processing_minutes": [
        (replace(BUSY, day=ended(1, 0, p95=timedelta(minutes=10))), HEALTHY),
        (replace(BUSY, day=ended(1, 0, p95=timedelta(minutes=11))), WARNING),
    ],
    "wait_minutes": [
        (replace(BUSY, queue=waiting(5)), HEALTHY),
        (replace(BUSY, queue=waiting(6)), WARNING),
        (replace(BUSY, queue=waiting(31)), CRITICAL),
    ],
    "stuck_jobs": [
        (replace(BUSY, stuck=2), HEALTHY),
        (replace(BUSY, stuck=3), WARNING),
        (replace(BUSY, stuck=6), CRITICAL),
    ],
    "unattended_minutes": [
        (EMPTY, HEALTHY),
        (replace(BUSY, clusters=0, queue=waiting(0.5)), HEALTHY),
        (replace(BUSY, clusters=0, queue=waiting(2)), CRITICAL),
    ],
    "stalled_minutes": [
        (replace(BUSY, lately=0, queue=waiting(4)), HEALTHY),
        (replace(BUSY, lately=0, queue=waiting(16)), CRITICAL),
    ],
    "open_breakers": [(replace(BUSY, breakers=("openai",)), WARNING)],
}


@pytest.mark.parametrize(("name", "seen", "level"), [(name, *case) for name, cases in CASES.items() for case in cases])
def test_a_limit_is_passed_by_what_is_above_it(name, seen, level):
    assert assess(seen) == level
    assert (name in [finding.rule for finding in findings(seen)]) == (level != HEALTHY)


def test_every_rule_has_its_limits_and_a_case_here(settings):
    assert {rule.name for rule in RULES} == settings.HEALTH_LIMITS.keys() == CASES.keys()


def test_the_worst_comes_first_and_no_later_rule_makes_it_better():
    seen = replace(BUSY, queue=Queue(60, 0, 0, None), day=ended(85, 15))
    assert [finding.level for finding in findings(seen)] == [CRITICAL, WARNING]
    assert assess(seen) == CRITICAL


def test_what_was_never_measured_is_no_failure():
    assert (EMPTY.success_percent, EMPTY.failure_percent, EMPTY.wait_minutes) == (100, 0, 0)
    assert assess(EMPTY) == HEALTHY
