"""The admin in a browser, as whoever is on duty uses it: found, watched, acted upon, and nothing else."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from playwright.sync_api import Page, expect

from jobs.engine import submit
from jobs.job_type import job_types
from jobs.limits import Submitter
from jobs.models import Job
from jobs.states import Status
from tests.chaos.clusters import eventually
from tests.conftest import STORY
from tests.e2e.conftest import PASSWORD
from tests.jobs.helpers import later_job, make_job
from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)
JOBS = "/admin/jobs/job/"
DRAWING = 90_000
"""Milliseconds that a picture takes at most on a busy machine."""
UNFIT = f"{STORY} Then Mina drank vodka."


@pytest.fixture
def start(photo_url):
    """A function: a family's book, which the cluster begins at once; the job."""

    def submitted(user: User | None = None, story: str = STORY, title: str = "The Lantern") -> Job:
        request = {"title": title, "story": story, "characterImage": photo_url, "audience": "children"}
        serializer = job_types()["storybook"].input_serializer(data={**request, "style": "storybook"})
        serializer.is_valid(raise_exception=True)
        return submit(job_types()["storybook"], serializer.validated_data, Submitter(user))

    return submitted


def status(job: Job) -> str:
    return Job.objects.values_list("status", flat=True).get(id=job.id)


def becomes(job: Job, *wanted: str) -> None:
    assert eventually(lambda: status(job) in wanted), (status(job), wanted)


def failed_jobs(number: int) -> list[Job]:
    """Of a type that the cluster completes when they are retried."""
    jobs = [later_job() for _ in range(number)]
    sql = """UPDATE background_jobs SET status = 'failed', error_code = 'JOB_FAILED', attempt = 1,
             run_at = created_at, started_at = created_at, completed_at = clock_timestamp() WHERE id = ANY(%s)"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [[job.id for job in jobs]])
    return jobs


def row(page: Page, job: Job):
    return page.locator("tr", has=page.locator(f'[title="{job.id}"]'))


def test_staff_signs_in_and_comes_to_the_dashboard(page):
    User.objects.create_superuser("dora@example.com", PASSWORD)
    page.goto("/admin/")
    page.get_by_label("Email").fill("dora@example.com")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("correct email and password")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(page.locator("#dashboard")).to_contain_text("2 workers alive")


def test_a_running_jobs_bar_moves_by_itself_and_the_job_is_cancelled_there(signed_in, start, alice):
    page = signed_in()
    job = start(alice)
    page.goto(JOBS)
    page.evaluate("window.sameDocument = true")
    bar = row(page, job).locator("progress")
    expect(bar).to_have_attribute("value", re.compile("[1-9]"))
    first = int(bar.get_attribute("value"))
    expect(bar).not_to_have_attribute("value", str(first), timeout=DRAWING)
    assert page.evaluate("window.sameDocument")
    row(page, job).get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("1 cancelled.")).to_be_visible()
    expect(row(page, job).locator(".badge")).to_have_text("Cancelled")
    becomes(job, Status.CANCELLED)
    assert LogEntry.objects.get().object_id == str(job.id)


def test_a_jobs_page_follows_it_and_a_failed_one_is_retried_from_there(signed_in, start, alice):
    page = signed_in()
    job = start(alice, UNFIT)
    page.goto(f"{JOBS}{job.id}/change/")
    expect(page.locator(".job-kind .badge")).to_have_text("Failed")
    expect(page.locator(".job-head")).to_contain_text("CONTENT_REFUSED")
    page.locator("#step-" + str(job.steps.get(done=False).pk)).get_by_text("Why it failed").click()
    expect(page.locator("pre")).to_contain_text("PermanentError")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_text("1 retried.")).to_be_visible()
    expect(page.get_by_role("heading", name="Attempt 2")).to_be_visible()
    expect(page.locator(".job-kind .badge")).to_have_text("Failed")
    assert Job.objects.get(id=job.id).attempt == 2


def test_bulk_actions_say_how_many_and_why_not_the_others(signed_in):
    page = signed_in()
    failed = failed_jobs(3)
    later = later_job()
    page.goto(JOBS)
    for job in (*failed, later):
        row(page, job).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("retry")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("3 retried, 1 skipped because they are pending.")).to_be_visible()
    for job in failed:
        becomes(job, Status.COMPLETED)
        expect(row(page, job).locator(".badge")).to_have_text("Completed")
    for job in failed[:2]:
        row(page, job).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("delete")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Delete 2 jobs").click()
    expect(page.get_by_text("2 deleted.")).to_be_visible()
    assert set(Job.objects.values_list("id", flat=True)) == {failed[2].id, later.id}


def test_the_dashboards_numbers_are_those_of_the_database_and_follow_it(signed_in):
    page = signed_in()
    failed_jobs(2)
    later_job()
    for _ in range(6):
        make_job()
    assert eventually(lambda: Job.objects.filter(status=Status.COMPLETED).count() == 6)
    page.clock.install()
    page.goto("/admin/")
    expect(page.locator("#waiting")).to_have_text("1")
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE status = 'processing')::text,
                      round(100.0 * count(*) FILTER (WHERE status = 'completed')
                            / count(*) FILTER (WHERE status IN ('completed', 'failed')), 1) || '%'
                 FROM background_jobs"""
        )
        running, success = cursor.fetchone()
    assert success == "75.0%"
    expect(page.locator("#running")).to_have_text(running)
    expect(page.locator("#success")).to_have_text(success)
    later_job()
    assert eventually(lambda: page.clock.run_for(5000) or page.locator("#waiting").text_content() == "2")
    page.route("**/dashboard/", lambda route: route.abort())
    page.clock.run_for(5000)
    expect(page.locator("#dashboard")).to_have_class(re.compile("stale"))


def test_who_may_only_look_sees_no_buttons_and_is_refused(signed_in):
    (job,) = failed_jobs(1)
    page = signed_in("view_job")
    for place in ("/admin/", JOBS, f"{JOBS}{job.id}/change/"):
        page.goto(place)
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("button[name=operation]").count() == 0
    forged = page.evaluate(
        """async (place) => {
            const body = new FormData(document.querySelector("#operate"));
            body.set("operation", "retry");
            return (await fetch(place, {method: "POST", body})).status;
        }""",
        f"{JOBS}{job.id}/operate/",
    )
    assert (forged, status(job)) == (403, "failed")


def test_night_and_phone_have_all_of_it_too(signed_in, page):
    failed_jobs(1)
    signed_in()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    for place in ("/admin/", JOBS, "/admin/users/user/"):
        page.goto(place)
        assert "dark" in page.locator("html").get_attribute("class")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place
    page.goto(JOBS)
    page.get_by_role("button", name="Show the sidebar").click()
    page.get_by_role("link", name="Books").click()
    expect(page.get_by_role("heading", name="Books", exact=True)).to_be_visible()
