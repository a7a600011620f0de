"""Jobs in the admin: found by what one knows of them, acted upon by those who may, each time on record."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import outcomes
from jobs.admin import operations
from jobs.errors import PermanentError, TransientError
from jobs.models import CallbackDelivery, Job, JobStep
from jobs.retry import RetryPolicy
from jobs.states import Status
from jobs.wishes import Priority
from storybooks.files import keep
from storybooks.models import StoredFile, Storybook
from tests.conftest import UNKNOWN_ID
from tests.jobs.helpers import claimed, expire_lease, job_in, make_job
from tests.prints.shelf import ordered, shelved
from tests.storybooks.shelf import finished_book
from users.models import User

pytestmark = pytest.mark.django_db
URL = "/admin/jobs/job/"
LOOK, ACT, DELETE, READ, PEOPLE = "view_job", "operate_job", "delete_job", "see_content", "view_user"


def shown(client, **query) -> str:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def listed(client, **query) -> set[str]:
    """The ids of the jobs in the list."""
    page = shown(client, **query)
    return {str(id) for id in Job.objects.values_list("id", flat=True) if f'title="{id}"' in page}


def act(client, operation: str, *jobs: Job, **more) -> str:
    """What the page says after an action on these jobs of the list."""
    chosen = {"action": operation, "_selected_action": [str(job.id) for job in jobs], **more}
    return client.post(URL, chosen, follow=True).content.decode()


def click(client, operation: str, job: Job, **more):
    return client.post(f"{URL}{job.id}/operate/", {"operation": operation, **more}, follow=True)


def statuses(*jobs: Job) -> list[str]:
    now = {job.id: job.status for job in Job.objects.all()}
    return [now.get(job.id, "gone") for job in jobs]


# --- Finding


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("whole id", True), ("beginning", True), ("+966512345678", True), ("00966 512 345 678", True), ("the lant", True),
     ("lantern", False), ("+966512345679", False), (UNKNOWN_ID, False)],
)  # fmt: skip
def test_a_job_is_found_by_its_id_its_owners_phone_or_the_beginning_of_its_title(on_duty, alice, bob, words, is_found):
    job = make_job(alice, title="The Lantern in the Fog")
    make_job(bob, title="Another Book")
    typed = {"whole id": str(job.id), "beginning": str(job.id)[:8]}.get(words, words)
    found = listed(on_duty(LOOK, READ, PEOPLE), q=typed)
    assert (str(job.id) in found) == is_found
    assert len(found) <= 1


def test_who_may_not_see_people_or_what_they_wrote_finds_nothing_by_it(on_duty, alice):
    job = make_job(alice, title="The Lantern")
    client = on_duty(LOOK)
    for words in (alice.phone, alice.phone[:6], "The Lan", "alice@"):
        assert listed(client, q=words) == set()
    page = shown(client) + client.get(f"{URL}{job.id}/change/").content.decode()
    assert "Lantern" not in page
    assert alice.phone not in page
    assert listed(client, owner=alice.phone) == set()
    assert listed(client, owner=str(alice.pk)) == {str(job.id)}


@pytest.mark.parametrize(
    "lookup", ["title__startswith", "user__phone__startswith", "input_data__story", "callback_url"]
)
def test_what_is_not_shown_cannot_be_guessed_letter_by_letter(on_duty, lookup):
    assert on_duty(LOOK, READ, PEOPLE).get(URL, {lookup: "x"}).status_code == 400


def test_the_list_is_narrowed_by_status_type_error_time_and_user(on_duty, alice):
    mine = job_in(Status.FAILED, alice)
    others = [job_in(Status.COMPLETED), job_in(Status.CANCELLED), make_job(type="cartoonize")]
    Job.objects.filter(id=others[0].id).update(created_at=timezone.now() - timedelta(days=2))
    Job.objects.filter(id=mine.id).update(error_code="CONTENT_REFUSED")
    client = on_duty(LOOK, PEOPLE)
    everything = {str(job.id) for job in (mine, *others)}
    for query in ({"status__exact": "failed"}, {"error": "CONTENT_REFUSED"}, {"owner": alice.phone}):
        assert listed(client, **query) == {str(mine.id)}
    assert listed(client, type="cartoonize") == {str(others[2].id)}
    assert listed(client, since="1h") == everything - {str(others[0].id)}
    assert listed(client, owner="guest") == everything - {str(mine.id)}
    assert listed(client, status__exact="failed", type="cartoonize") == set()
    assert "CONTENT_REFUSED" in shown(client)


def test_the_stuck_job_has_a_tab_of_its_own(on_duty):
    lost, _ = claimed()
    claimed()
    expire_lease(lost)
    Job.objects.filter(id=lost.id).update(lease_expires_at=timezone.now() - timedelta(minutes=5))
    assert listed(on_duty(LOOK), stuck="yes") == {str(lost.id)}


def test_a_hundred_more_jobs_cost_the_list_no_more_questions(on_duty, alice):
    client = on_duty(LOOK, READ, PEOPLE, ACT)

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(client)
        return len(asked)

    make_job(alice)
    questions()
    few = questions()
    for _ in range(30):
        make_job(User.objects.create_user(phone=f"+9665000{Job.objects.count():05}"))
    assert questions() == few


def test_no_list_reads_what_families_wrote_or_counts_all_there_is(on_duty, alice, settings):
    make_job(alice)
    with CaptureQueriesContext(connection) as asked:
        shown(on_duty(LOOK, READ))
    about_jobs = [query["sql"] for query in asked if 'FROM "background_jobs"' in query["sql"]]
    assert about_jobs
    assert not [sql for sql in about_jobs if "input_data" in sql or "result_data" in sql]
    assert not [sql for sql in about_jobs if "COUNT(" in sql and "LIMIT 10001" not in sql]


# --- Acting


def test_each_operation_goes_through_the_engines_verb_and_is_on_record(on_duty, carol):
    failed, waiting = job_in(Status.FAILED), make_job()
    client = on_duty(LOOK, ACT)
    for operation, job, says in (
        ("raise_priority", waiting, "1 raised."),
        ("run_now", waiting, "1 told to run now."),
        ("cancel", waiting, "1 cancelled."),
        ("retry", failed, "1 retried."),
    ):
        assert says in click(client, operation, job).content.decode()
        entry = LogEntry.objects.latest("id")
        assert (entry.user, entry.object_id) == (carol, str(job.id))
        assert job.history.latest("id").actor == str(carol.pk)
    assert statuses(waiting, failed) == ["cancelled", "pending"]
    assert LogEntry.objects.count() == 4


def test_a_bulk_action_says_how_many_and_why_not_the_others(on_duty):
    failed = [job_in(Status.FAILED) for _ in range(3)]
    others = [job_in(Status.COMPLETED), make_job(), make_job()]
    told = act(on_duty(LOOK, ACT), "retry", *failed, *others)
    assert "3 retried, 2 skipped because they are pending, 1 skipped because they are completed." in told
    assert statuses(*failed) == ["pending"] * 3
    assert {entry.object_id for entry in LogEntry.objects.all()} == {str(job.id) for job in failed}


def test_the_limits_of_families_hold_for_retries_by_staff_too(on_duty, alice, settings):
    failed = [job_in(Status.FAILED, alice) for _ in range(3)]
    settings.MAX_JOBS_PER_USER = 2
    told = act(on_duty(LOOK, ACT), "retry", *failed)
    assert "2 retried, 1 skipped because their owners have as many unfinished jobs as one may have." in told


def test_what_is_urgent_already_is_said_to_be(on_duty):
    job = make_job()
    client = on_duty(LOOK, ACT)
    told = [click(client, "raise_priority", job).content.decode() for _ in range(len(Priority))]
    assert "0 raised, 1 skipped because they are urgent already." in told[-1]


def test_a_job_of_a_type_that_is_gone_is_not_retried_and_it_says_so(on_duty):
    job = job_in(Status.FAILED)
    Job.objects.filter(id=job.id).update(type="papercut")
    client = on_duty(LOOK, ACT)
    assert "papercut" in page_of(client, job)
    told = act(client, "retry", job, job_in(Status.FAILED))
    assert "1 retried, 1 skipped because they are of a type that nothing can run any more." in told


def test_cancelling_many_asks_first_and_one_does_not(on_duty):
    jobs = [claimed()[0], make_job(), make_job()]
    client = on_duty(LOOK, ACT)
    asked = act(client, "cancel", *jobs)
    assert "Cancel 3 jobs?" in asked
    assert "2 pending, 1 processing" in asked
    assert "cancelled" not in statuses(*jobs)
    answer = client.post(
        f"{URL}operate/", {"operation": "cancel", "job": [job.id for job in jobs], "confirmed": "yes"}, follow=True
    )
    assert "3 cancelled." in answer.content.decode()
    assert "1 cancelled." in click(client, "cancel", make_job()).content.decode()


def test_deleting_asks_first_and_leaves_what_has_not_ended(on_duty):
    ended, running = job_in(Status.COMPLETED), claimed()[0]
    client = on_duty(LOOK, DELETE)
    assert "Delete 1 job?" in click(client, "delete", ended).content.decode()
    assert statuses(ended) == ["completed"]
    told = client.post(
        f"{URL}operate/", {"operation": "delete", "job": [ended.id, running.id], "confirmed": "yes"}, follow=True
    )
    assert "1 deleted, 1 skipped because they are processing." in told.content.decode()
    assert statuses(ended, running) == ["gone", "processing"]
    assert LogEntry.objects.get().is_deletion()


def test_of_very_many_a_bounded_number_is_taken_and_it_says_so(on_duty, monkeypatch):
    monkeypatch.setattr("jobs.admin.operations.MOST", 3)
    monkeypatch.setattr("jobs.admin.jobs.MOST", 3)
    jobs = [job_in(Status.FAILED) for _ in range(5)]
    told = act(on_duty(LOOK, ACT), "retry", jobs[0], select_across="1")
    assert "3 retried. Only the first 3 were taken: repeat it for the others." in told
    assert sorted(statuses(*jobs)) == ["failed"] * 2 + ["pending"] * 3


@pytest.mark.parametrize("operation", operations.OPERATIONS)
def test_who_may_only_look_sees_no_buttons_and_is_refused(on_duty, operation):
    job = job_in(Status.FAILED) if operation in ("retry", "delete") else make_job()
    client = on_duty(LOOK, READ)
    before = Job.objects.values().get()
    for page in (shown(client), client.get(f"{URL}{job.id}/change/").content.decode()):
        assert f'value="{operation}"' not in page
    assert click(client, operation, job, confirmed="yes").status_code == 403
    act(client, operation, job, confirmed="yes")
    assert Job.objects.values().get() == before
    assert not LogEntry.objects.exists()


def test_who_may_operate_may_not_delete(on_duty):
    job = job_in(Status.FAILED)
    assert click(on_duty(LOOK, ACT), "delete", job, confirmed="yes").status_code == 403
    assert statuses(job) == ["failed"]


@pytest.mark.parametrize("where", ["operate/", "live/", f"{UNKNOWN_ID}/operate/", f"{UNKNOWN_ID}/content/"])
def test_families_and_staff_without_permission_come_nowhere(on_duty, alice, client_of, where):
    assert on_duty().post(f"{URL}{where}", {"operation": "cancel"}).status_code == 403
    assert client_of(alice).post(f"{URL}{where}").status_code == 302


def test_nothing_is_done_by_following_a_link(on_duty):
    job = make_job()
    assert on_duty(LOOK, ACT).get(f"{URL}{job.id}/operate/", {"operation": "cancel"}).status_code == 403
    assert statuses(job) == ["pending"]


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "/api/jobs/", "/admin/jobs/job/?q=x"])
def test_one_comes_back_to_where_one_was_in_the_admin_and_nowhere_else(on_duty, place):
    answer = on_duty(LOOK, ACT).post(f"{URL}{make_job().id}/operate/", {"operation": "cancel", "next": place})
    assert answer["Location"] == (place if place.startswith("/admin/") else URL)


def test_nothing_is_added_or_changed_by_hand(client_of):
    client = client_of(User.objects.create_superuser("dora@example.com", "x"))
    job = make_job()
    assert client.get(f"{URL}add/").status_code == 403
    client.post(f"{URL}{job.id}/change/", {"status": "completed"})
    client.post(URL, {"action": "delete_selected", "_selected_action": [str(job.id)], "post": "yes"})
    assert client.post(f"{URL}{job.id}/delete/", {"post": "yes"}).status_code == 403
    assert statuses(job) == ["pending"]


# --- A job's page


def page_of(client, job: Job, what: str = "change") -> str:
    answer = client.get(f"{URL}{job.id}/{what}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def retried(alice) -> Job:
    """A job whose first attempt failed in its second step, for a passing reason, and whose second one runs."""
    job, claim = claimed(alice)
    start = timezone.now()
    for name, error in (
        ("plan", ""),
        ("draw", 'Traceback:\n  File "x.py", line 1\nfake.DrawError: Mina cannot be drawn'),
    ):
        JobStep.objects.create(
            job=job, name=name, attempt=claim.attempt, done=not error, error=error, cost_usd="0.25",
            started_at=start, finished_at=start + timedelta(seconds=90),
        )  # fmt: skip
    outcomes.fail_or_retry(claim, TransientError("Later."), RetryPolicy(base=0))
    return claimed_again(job)


def claimed_again(job: Job) -> Job:
    from jobs.claiming import claim_next

    Job.objects.filter(id=job.id).update(run_at=timezone.now() - timedelta(seconds=1))
    assert claim_next().id == job.id
    job.refresh_from_db()
    return job


def test_a_jobs_page_shows_its_attempts_their_steps_costs_and_errors(on_duty, retried):
    page = page_of(on_duty(LOOK, READ, PEOPLE), retried)
    for words in (
        "Attempt 1",
        "Attempt 2",
        "EXTERNAL_SERVICE_ERROR",
        "1 min 30 s",
        "$0.50",
        "the family",
        "+966512345678",
    ):
        assert words in page, words
    assert "fake.DrawError: Mina cannot be drawn" in page
    assert "<details" in page


def test_what_an_error_says_is_for_those_who_may_read_and_where_it_happened_for_all(on_duty, retried):
    page = page_of(on_duty(LOOK), retried)
    assert "Mina" not in page
    assert "x.py" in page
    assert "fake.DrawError" in page


def test_an_error_that_speaks_on_several_lines_says_on_none_of_them_what_a_family_wrote(on_duty, retried):
    said = """Traceback (most recent call last):
  File "x.py", line 7, in draw
    Scene(**written)
    ~~~~~^^^^^^^^^^^
pydantic_core.ValidationError: 1 validation error for Scene
description
  Too short [input_value='Mina is sad', input_type=str]
    Mina from Riyadh

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "y.py", line 9, in page
    raise Unfit(scene)
books.UnfitError: Mina
  again"""
    retried.steps.filter(name="draw").update(error=said)
    page = unescape(page_of(on_duty(LOOK), retried))
    for words in (
        "Scene(**written)",
        "pydantic_core.ValidationError",
        "direct cause",
        "raise Unfit(scene)",
        "UnfitError",
    ):
        assert words in page
    assert not re.search("Mina|Riyadh|again", page)


@pytest.mark.parametrize(
    "written", ["http://[", "https://[::1/a", "http://a.example:99999/", "http://u:s3cret@[x/?k=s3cret"]
)
def test_what_only_looks_like_an_address_breaks_no_page(on_duty, alice, written):
    job = job_in(Status.FAILED, alice)
    Job.objects.filter(id=job.id).update(input_data={"title": written}, callback_url=written)
    sent = CallbackDelivery.objects.create(job=job, url=written, job_status="failed")
    client = on_duty(LOOK, READ, "view_callbackdelivery")
    assert "s3cret" not in page_of(client, job) + page_of(client, job, "content")
    for place in ("", f"{sent.id}/change/"):
        answer = client.get(f"/admin/jobs/callbackdelivery/{place}")
        assert answer.status_code == 200
        assert "s3cret" not in answer.content.decode()


def test_what_a_webhook_is_told_is_not_guessed_letter_by_letter(on_duty):
    told = {"to": {"recipient": "Sara"}}
    CallbackDelivery.objects.create(url="https://print.example", webhook="print", message=told)
    client = on_duty("view_callbackdelivery")
    for lookup in ("message__to__recipient__startswith", "message__icontains", "url__startswith"):
        assert client.get("/admin/jobs/callbackdelivery/", {lookup: "S"}).status_code == 400


def test_a_job_that_runs_beyond_its_limit_is_called_stuck_wherever_it_is_shown(on_duty):
    job, _ = claimed()
    lease = timezone.now() + timedelta(minutes=5)
    Job.objects.filter(id=job.id).update(started_at=timezone.now() - timedelta(days=1), lease_expires_at=lease)
    client = on_duty(LOOK)
    assert listed(client, stuck="yes") == {str(job.id)}
    for page in (shown(client, stuck="yes"), page_of(client, job), page_of(client, job, "live")):
        assert '<span class="badge failed">Stuck</span>' in page


def test_input_and_result_are_shown_when_asked_for_and_that_is_on_record(on_duty, alice, carol):
    words = {"story": "Mina found a <b>lantern</b>.", "apiKey": "sk-live-1", "photo": "data:image/png;base64,AAAA",
             "from": "https://user:pw@cdn.example.com/a.png?sig=s3cret", "deep": {"accessToken": "tok-1"}}  # fmt: skip
    job = make_job(alice, input_data=words, callback_url="https://hooks.example.com/h?key=s3cret")
    client = on_duty(LOOK, READ)
    assert "lantern" not in page_of(client, job)
    assert not LogEntry.objects.exists()
    page = page_of(client, job, "content")
    assert "Mina found a &lt;b&gt;lantern&lt;/b&gt;." in page
    assert "hooks.example.com" in page
    assert not [secret for secret in ("sk-live-1", "AAAA", "user:pw", "s3cret", "tok-1") if secret in page]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (carol, str(job.id))
    assert "Looked at what the family wrote" in entry.get_change_message()


def test_pictures_of_input_and_result_are_shown_and_pdfs_linked(on_duty, alice):
    book = finished_book(alice)
    photo = keep("photo", b"x", "image/jpeg", user_id=alice.pk)
    gone = keep("photo", b"x", "image/jpeg", user_id=alice.pk)
    StoredFile.objects.filter(id=gone.id).update(discarded_at=timezone.now())
    job = make_job(alice, type="storybook", input_data={"picture": str(photo.id), "older": str(gone.id)})
    Job.objects.filter(id=job.id).update(
        status="completed",
        progress=100,
        completed_at=timezone.now(),
        result_data={"pdf_url": {"file": str(book.pdf_id)}},
    )
    page = page_of(on_duty(LOOK, READ), job, "content")
    assert f'<img src="/media/{photo.id}?token=' in page
    assert f'<a href="/media/{book.pdf_id}?token=' in page
    assert f"/media/{gone.id}" not in page


def test_a_jobs_page_leads_to_its_owner_book_prints_and_callbacks(on_duty, alice):
    job = job_in(Status.COMPLETED, alice)
    book = shelved(alice)
    Storybook.objects.filter(id=book.id).update(job=job)
    order = ordered(alice, book)
    CallbackDelivery.objects.create(job=job, url="https://hooks.example.com/x?key=s3cret", job_status="completed")
    all_may = ("view_storybook", "view_printrequest", "view_callbackdelivery", "view_storedfile")
    page = page_of(on_duty(LOOK, PEOPLE, *all_may), job)
    for row in (alice, book, order, job.callbacks.get()):
        assert f"/{row._meta.model_name}/{row.pk}/change/" in page
    assert "s3cret" not in page
    bare = page_of(on_duty(LOOK), job)
    assert not [row for row in (alice, book, order, job.callbacks.get()) if f"/{row.pk}/change/" in bare]


def test_a_job_whose_worker_is_dead_is_taken_back_by_hand_and_no_other(on_duty):
    lost, others = claimed()[0], claimed()[0]
    for job in (lost, others):
        expire_lease(job)
    client = on_duty(LOOK, ACT)
    assert "1 taken back." in click(client, "take_back", lost).content.decode()
    assert statuses(lost, others) == ["pending", "processing"]
    assert "0 taken back, 1 skipped because they are pending." in click(client, "take_back", lost).content.decode()


def test_who_may_not_read_what_families_wrote_is_refused(on_duty, alice):
    job = make_job(alice, input_data={"story": "Mina found a lantern."})
    client = on_duty(LOOK, ACT, DELETE)
    assert client.get(f"{URL}{job.id}/content/").status_code == 403
    assert "lantern" not in page_of(client, job)
    assert "lantern" not in page_of(client, job, "live")
    assert not LogEntry.objects.exists()


def test_the_page_follows_a_running_job_and_rests_when_it_has_ended(on_duty):
    job, claim = claimed()
    client = on_duty(LOOK)
    outcomes.report_progress(claim, 42, "Drawing")
    live = page_of(client, job, "live")
    assert 'value="42"' in live
    assert "hx-get" in live
    outcomes.fail_or_retry(claim, PermanentError("No."), RetryPolicy())
    assert "hx-get" not in page_of(client, job, "live")


def test_the_rows_shown_refresh_themselves_while_they_are_unfinished(on_duty):
    job, claim = claimed()
    ended = job_in(Status.COMPLETED)
    client = on_duty(LOOK)
    assert f"live/?job={job.id}" in shown(client)
    outcomes.report_progress(claim, 42, "Drawing")
    live = client.get(f"{URL}live/", {"job": [job.id, ended.id, "nonsense"]}).content.decode()
    assert f'id="progress-{job.id}" class="cell job-progress" hx-swap-oob="true"' in live
    assert 'value="42"' in live
    assert f"live/?job={job.id}" in live
    assert f"job={ended.id}" not in live
    outcomes.complete(claim, {})
    assert "hx-get" not in client.get(f"{URL}live/", {"job": [job.id]}).content.decode()
