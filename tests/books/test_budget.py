"""A book that a day's budget interrupts: nothing of it is thrown away, and nothing is bought twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobs import tasks
from jobs.models import DailySpending, Job
from jobs.states import Status
from tests.books.conftest import KEY
from tests.books.drawn import PICTURES, asked, paid
from tests.fakes.openai import FakeOpenAI

PICTURE = Decimal("0.01507")  # what one costs at the stand-in


@pytest.fixture
def studio(openai, settings) -> FakeOpenAI:
    """The studio of this process is the stand-in's; two calls at once."""
    settings.STUDIO, settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = "openai", openai.base_url, KEY
    settings.STUDIO_CONCURRENCY = 2
    return openai


def test_a_book_that_reaches_the_budget_waits_for_the_next_day_with_all_that_it_has(studio, start_book, settings):
    settings.USER_DAILY_BUDGET_USD = 4 * PICTURE
    job = start_book()
    tasks.run_next()
    job.refresh_from_db()
    first_day = asked(studio)
    assert (job.status, job.retry_count, job.error_code) == (Status.PENDING, 0, "BUDGET_REACHED")
    assert 4 <= first_day.total() <= 5  # with the texts before them four are enough; a call beside the last may pass
    assert set(first_day) == set(job.steps.filter(done=True, name__in=PICTURES).values_list("name", flat=True))

    settings.USER_DAILY_BUDGET_USD = 100 * PICTURE
    DailySpending.objects.update(day=datetime.now(UTC).date() - timedelta(days=1))
    Job.objects.filter(id=job.id).update(run_at=timezone.now())
    tasks.run_next()
    job.refresh_from_db()
    assert (job.status, job.result_data["has_errors"]) == (Status.COMPLETED, False)
    assert Counter(paid(studio)) == Counter([*PICTURES, "hero", "plan"])
    assert sum(DailySpending.objects.values_list("usd", flat=True)) > len(PICTURES) * PICTURE


def test_on_its_last_try_a_book_waits_too_and_gets_no_placeholder(studio, start_book, settings):
    settings.USER_DAILY_BUDGET_USD = 3 * PICTURE
    job = start_book()
    Job.objects.filter(id=job.id).update(retry_count=2)
    tasks.run_next()
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Status.PENDING, "BUDGET_REACHED")
