"""The admin's first page: the numbers of the database, for those who may see them, a few seconds old at most."""

import re
from datetime import UTC, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from jobs import fleet
from jobs.models import Cluster, DailySpending, Job
from jobs.states import Status
from prints.models import PrintRequest
from storybooks.models import Breaker
from tests.jobs.helpers import claimed, job_in, make_job
from tests.prints.shelf import ordered

pytestmark = pytest.mark.django_db
URL, PART = "/admin/", "/admin/jobs/job/dashboard/"


def seen(client, url: str = PART) -> str:
    cache.clear()
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def number(page: str, name: str) -> str:
    return re.search(rf'<b id="{name}">(.*?)</b>', page)[1]


def test_its_numbers_are_those_of_the_database(on_duty):
    for status in (Status.COMPLETED, Status.COMPLETED, Status.COMPLETED, Status.FAILED, Status.CANCELLED):
        job_in(status)
    claimed()
    lost, _ = claimed()
    Job.objects.filter(id=lost.id).update(lease_expires_at=timezone.now() - timedelta(minutes=5))
    make_job()
    make_job(run_at=timezone.now() + timedelta(hours=1))
    page = seen(on_duty("view_job"), URL)
    assert [number(page, name) for name in ("waiting", "running", "stuck", "success")] == ["2", "2", "1", "75.0%"]
    assert "1 due, 1 later" in page
    assert "1 failed, 1 cancelled" in page
    assert "JOB_FAILED" in page


def test_a_site_without_any_job_has_a_page_too(on_duty):
    page = seen(on_duty("view_job"), URL)
    assert number(page, "success") == "–"
    assert "Nothing is stuck, and nothing has failed" in page
    assert "No cluster is alive" in page


def test_it_says_who_is_alive(on_duty):
    member = fleet.Member(3)
    member.beat()
    Cluster.objects.create(
        host="gone", pid=1, workers=9, started_at=timezone.now(), seen_at=timezone.now() - timedelta(minutes=1)
    )
    page = seen(on_duty("view_job"))
    assert "3 workers alive" in page
    assert "gone" not in page


@pytest.mark.parametrize(
    ("state", "words"), [("closed", "answers"), ("open", "left alone"), ("half-open", "being tried")]
)
def test_it_says_which_provider_is_left_alone(on_duty, state, words):
    until = timezone.now() + timedelta(minutes=1)
    Breaker.objects.create(name="openai", state=state, until=None if state == "closed" else until)
    page = seen(on_duty("view_job"))
    assert "openai" in page
    assert words in page


def test_what_was_paid_today_is_for_those_who_may_see_money(on_duty, alice, settings):
    settings.DAILY_BUDGET_USD = Decimal(50)
    DailySpending.objects.create(day=timezone.now().astimezone(UTC).date(), submitter=alice.pk, usd=Decimal("12.5"))
    assert "$12.50" not in seen(on_duty("view_job"))
    page = seen(on_duty("view_job", "view_dailyspending"))
    assert "$12.50" in page
    assert "of $50.00" in page


def test_print_requests_to_decide_about_are_for_those_who_may_see_them(on_duty, alice):
    ordered(alice)
    assert PrintRequest.objects.count() == 1
    assert "to decide about" not in seen(on_duty("view_job"))
    assert "1 to decide about" in seen(on_duty("view_job", "view_printrequest"))


def test_what_failed_can_be_retried_from_there_by_those_who_may(on_duty, alice):
    job = job_in(Status.FAILED, alice)
    button = f'formaction="/admin/jobs/job/{job.id}/operate/" name="operation" value="retry"'
    assert button not in seen(on_duty("view_job"))
    assert button in seen(on_duty("view_job", "operate_job"))


def test_staff_who_may_not_see_jobs_are_let_in_and_shown_none(on_duty, alice):
    job_in(Status.FAILED, alice)
    assert "JOB_FAILED" not in seen(on_duty("view_storybook"), URL)
    assert on_duty("view_storybook").get(PART).status_code == 403


def test_many_who_look_at_once_see_numbers_that_were_worked_out_once(on_duty):
    client = on_duty("view_job")
    first = seen(client)
    make_job()
    again = client.get(PART).content.decode()
    assert [number(page, "waiting") for page in (first, again, seen(client))] == ["0", "0", "1"]
    assert number(first, "as-of") == number(again, "as-of")  # and it says of when they are


def test_a_part_that_refreshes_itself_sends_the_browser_to_the_door_when_the_session_has_ended(client):
    answer = client.get(PART, headers={"HX-Request": "true"}, follow=True)
    assert answer.headers["HX-Refresh"] == "true"
    assert answer.content == b""
