"""The page of one job, its buttons without scripts, and the list of all."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from jobs.engine import Submitter, submit
from jobs.job_type import job_types
from jobs.models import Job, JobStep
from jobs.states import Status
from storybooks.files import keep
from tests.conftest import UNKNOWN_ID
from tests.jobs.helpers import job_in, make_job
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db(transaction=True)


def step(job: Job, name: str, output, *, done: bool = True) -> None:
    now = timezone.now()
    error = "" if done else "broke off"
    JobStep.objects.create(
        job=job, name=name, output=output, done=done, error=error, attempt=1, started_at=now, finished_at=now
    )


def page(client, job, **headers) -> str:
    answer = client.get(f"/jobs/{job.id}", headers=headers)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    return answer.content.decode()


@pytest.mark.parametrize(
    ("status", "words", "refreshes", "buttons"),
    [
        (Status.PENDING, "It is waiting for its turn", True, ["cancel"]),
        (Status.PROCESSING, "It is being made", True, ["cancel"]),
        (Status.COMPLETED, "It is ready", False, []),
        (Status.FAILED, "It could not be finished", False, ["retry"]),
        (Status.CANCELLED, "It was stopped", False, ["retry"]),
    ],
)
def test_each_status_has_its_words_and_buttons_and_only_an_unfinished_job_looks_again(
    client_of, alice, status, words, refreshes, buttons
):
    seen = page(client_of(alice), job_in(status, alice))
    assert f">{words}</h1>" in seen
    assert ('<noscript><meta http-equiv="refresh"' in seen) == refreshes
    assert re.findall(r'action="/jobs/[^/]+/(cancel|retry)"', seen) == buttons


def test_only_a_book_in_the_making_promises_pictures(client_of, alice):
    book, other = (
        make_job(alice, type=kind, input_data={"audience": "children"}) for kind in ("storybook", "edit-storybook")
    )
    assert ["Drawn so far" in page(client_of(alice), job) for job in (book, other)] == [True, False]


def test_a_job_is_there_for_its_owner_staff_and_who_knows_the_id_of_a_guests(client_of, alice, bob, carol):
    own, guests = make_job(alice), make_job()
    assert [client_of(user).get(f"/jobs/{own.id}").status_code for user in (alice, bob, carol, None)] == [
        200,
        404,
        200,
        404,
    ]
    assert {client_of(user).get(f"/jobs/{guests.id}").status_code for user in (None, bob)} == {200}
    assert client_of(alice).get(f"/jobs/{UNKNOWN_ID}").status_code == 404


@pytest.mark.parametrize("what", ["cancel", "retry"])
def test_nobody_else_presses_a_familys_buttons(client_of, alice, bob, what):
    job = job_in(Status.PENDING if what == "cancel" else Status.FAILED, alice)
    before = job.status
    for user in (bob, None):
        assert client_of(user).post(f"/jobs/{job.id}/{what}").status_code == 404
    assert client_of(alice).get(f"/jobs/{job.id}/{what}").status_code == 405
    job.refresh_from_db()
    assert job.status == before


def test_stopping_and_trying_again_work_without_scripts(client_of, alice):
    client, job = client_of(alice), make_job(alice)
    for what, status in (("cancel", Status.CANCELLED), ("retry", Status.PENDING)):
        assert client.post(f"/jobs/{job.id}/{what}")["Location"] == f"/jobs/{job.id}"
        job.refresh_from_db()
        assert job.status == status


def test_what_is_no_longer_possible_is_told_on_the_page(client_of, alice):
    client, job = client_of(alice), job_in(Status.COMPLETED, alice)
    for what in ("cancel", "retry"):
        assert "no longer possible" in client.post(f"/jobs/{job.id}/{what}", follow=True).content.decode()


def test_what_went_wrong_is_told_in_the_familys_language(client_of, alice):
    job = job_in(Status.FAILED, alice)
    Job.objects.filter(id=job.id).update(error_code="CONTENT_REFUSED")
    assert "does not fit its readers" in page(client_of(alice), job)
    assert "لا يناسب قرّاءها" in page(client_of(alice), job, **{"Accept-Language": "ar"})


def test_pictures_are_on_the_page_as_soon_as_they_are_drawn(client, photo_bytes, request_body):
    data = request_body | {"characterDescription": "", "isReusedImage": False}
    job = submit(job_types()["storybook"], data, Submitter())
    fragment = f"/jobs/{job.id}/pictures"
    assert "<img" not in client.get(fragment).content.decode()  # and not the photo
    for name, done in (("scene-10", True), ("portrait", True), ("scene-2", True), ("scene-3", False)):
        file = keep(name.partition("-")[0], photo_bytes, "image/jpeg", user_id=None, job_id=job.id)
        step(job, name, {"file": str(file.id)}, done=done)
    step(job, "plan", [])
    shown = re.findall(r'<img src="([^"]+)"', client.get(fragment).content.decode())
    answers = [client.get(place.replace("&amp;", "&")) for place in shown]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    names = dict(JobStep.objects.filter(job=job, done=True).exclude(name="plan").values_list("output__file", "name"))
    assert [names[place[7:43]] for place in shown] == ["portrait", "scene-2", "scene-10"]
    assert page(client, job).count('<img src="/media/') == 3


def test_a_page_that_looks_again_does_not_use_up_the_visitors_other_requests(client, settings):
    settings.RATE_LIMIT_ADDRESS, settings.RATE_LIMIT_POLLING = Limit(2, 900), Limit(4, 900)
    job = make_job()
    answers = [client.get(f"/jobs/{job.id}").status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]
    guesses = [client.get(f"/jobs/{UNKNOWN_ID}").status_code for _ in range(3)]
    assert guesses == [404, 404, 429]


def test_the_list_is_ones_own_and_leads_to_each_job(client_of, alice, bob):
    own, others = make_job(alice, title="The Lantern"), make_job(bob, title="The Kite")
    seen = client_of(alice).get("/jobs").content.decode()
    assert "The Lantern" in seen
    assert f'href="/jobs/{own.id}"' in seen
    assert str(others.id) not in seen


def test_guests_are_asked_to_sign_in_before_the_list(client):
    assert client.get("/jobs")["Location"] == "/sign-in?next=%2Fjobs"


def test_the_page_of_a_job_is_light(client_of, alice):
    seen = page(client_of(alice), make_job(alice))
    files = set(re.findall(r'(?:src|href)="/static/([^"#]+)', seen))
    kit = Path(finders.find("kit/elements.js")).parent.glob("*.js")
    loaded = sum(Path(finders.find(file)).stat().st_size for file in files) + sum(path.stat().st_size for path in kit)
    assert len(seen.encode()) + loaded < 150_000
