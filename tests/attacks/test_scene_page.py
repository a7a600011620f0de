"""Another family, and another site, at the page that changes a scene of Alice's book; they know all of its ids."""

import pytest
from django.test import Client

from jobs.engine import Submitter, submit
from jobs.job_type import job_types
from jobs.models import Job
from storybooks.models import Storybook
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html"}
SECRET = "Zuleikawillow"


@pytest.fixture
def book(alice) -> Storybook:
    book = finished_book(alice, title=SECRET)
    book.pages[0]["scenes"][0]["description"] = f"{SECRET} sleeps."
    book.save()
    return book


@pytest.fixture
def drawing(book, alice) -> Job:
    wanted = {"storybookId": book.id, "page": 1, "scene": 1, "imagePrompt": SECRET}
    return submit(job_types()["redraw-scene"], wanted, Submitter(alice))


def bodies(book: Storybook, drawing: Job) -> list[dict[str, str]]:
    """The two forms, with everything that Alice's own would bring."""
    seen = book.pages[0]["scenes"][0]["generatedImage"]["file"]
    return [
        {"change": "picture", "imagePrompt": SECRET, "seen": seen, "after": ""},
        {"change": "picture", "imagePrompt": "Mine", "seen": seen, "after": str(drawing.id)},
        {"change": "words", "description": "Mine", "seen": "", "after": ""},
    ]


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_nobody_else_sees_or_changes_a_scene_with_whatever_form(who, book, drawing, client_of, request):
    client, place = client_of(request.getfixturevalue(who)), f"/storybook/{book.id}/scenes/1/1"
    answers = [client.get(place, headers=BROWSER)]
    answers += [client.post(place, body, headers=BROWSER) for body in bodies(book, drawing)]
    assert {answer.status_code for answer in answers} == {404}
    assert not any(SECRET in answer.content.decode() for answer in answers)
    assert Job.objects.get() == drawing


def test_a_book_of_ones_own_is_no_way_to_the_scenes_and_jobs_of_another(book, drawing, client_of, bob):
    own = finished_book(bob)
    place, client = f"/storybook/{own.id}/scenes/1/1", client_of(bob)
    for body in bodies(book, drawing):
        client.post(place, body | {"storybookId": str(book.id), "storybook": str(book.id)}, headers=BROWSER)
    page = client.get(place, headers=BROWSER).content.decode()
    assert not any(word in page for word in (SECRET, str(drawing.id), str(book.id)))
    assert {job.input_data["storybook"] for job in Job.objects.exclude(id=drawing.id)} <= {str(own.id)}
    book.refresh_from_db()
    assert book.pages[0]["scenes"][0]["description"] == f"{SECRET} sleeps."


def test_another_site_sends_no_form_in_the_familys_name(book, drawing, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    for body in bodies(book, drawing):
        assert client.post(f"/storybook/{book.id}/scenes/1/1", body, headers=BROWSER).status_code == 403
    assert Job.objects.get() == drawing


@pytest.mark.parametrize(
    "place", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\e.x"]
)
def test_the_buttons_of_a_job_lead_to_no_other_site(place, drawing, client_of, alice):
    answer = client_of(alice).post(f"/jobs/{drawing.id}/cancel", {"next": place}, headers=BROWSER)
    assert answer["Location"] == f"/jobs/{drawing.id}"
