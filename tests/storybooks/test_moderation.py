"""Whatever words a family sends, in whichever field of whichever request: unfit ones end the job before it draws."""

import copy

import pytest

from jobs.job_type import job_types
from jobs.models import Job, JobStep
from jobs.tasks import run_next
from storybooks.api.fields import TextField
from storybooks.models import StoredFile
from tests.conftest import STORY

pytestmark = pytest.mark.django_db(transaction=True)
UNFIT = "They found a bloody corpse."
SCENE = {"description": "A hill.", "emotion": "happy", "imagePrompt": "a green hill"}
HERO = "A child with a red top."
BODIES = {
    "storybook": {"title": "T", "story": STORY, "audience": "children", "characterDescription": HERO},
    "auto-story": {"title": "T", "genre": "adventure", "characterDescription": HERO, "audience": "children"},
    "scenes": {"story": STORY, "audience": "children"},
    "cartoonize": {"prompt": HERO},
    "image": {"image_prompt": "A harbour.", "character_description": HERO, "emotion": "happy", "audience": "children"},
}
PICTURES = {"storybook": "characterImage", "auto-story": "cartoonImageUrl"}
FIELDS = [
    ("storybook", "title"),
    ("storybook", "story"),
    ("storybook", "characterDescription"),
    ("storybook", "pages", "description"),
    ("storybook", "pages", "emotion"),
    ("storybook", "pages", "imagePrompt"),
    ("auto-story", "title"),
    ("auto-story", "characterDescription"),
    ("scenes", "story"),
    ("cartoonize", "prompt"),
    ("image", "image_prompt"),
    ("image", "character_description"),
    ("image", "emotion"),
]
OF_FINISHED_BOOKS = {
    ("edit-storybook", "title"),
    ("edit-storybook", "description"),
    ("redraw-scene", "description"),
    ("redraw-scene", "emotion"),
    ("redraw-scene", "imagePrompt"),
}
"""Tested where such a book is at hand: tests/storybooks/api/test_book, test_edit_scene, test_start_redraw_scene."""


@pytest.fixture
def run(client_of, alice, photo_url):
    """A function: the job of this request when it has run here, in the offline studio."""

    def start(path: str, body: dict) -> Job:
        if path in PICTURES:
            body[PICTURES[path]] = photo_url
        answer = client_of(alice).post(f"/api/jobs/{path}/start", body, content_type="application/json")
        assert answer.status_code == 202, answer.content
        run_next()
        return Job.objects.get()

    return start


@pytest.mark.parametrize("field", FIELDS, ids=".".join)
def test_unfit_words_are_refused_for_good_and_kindly(run, field):
    path, *names = field
    body = copy.deepcopy(BODIES[path])
    if names[0] == "pages":
        body["pages"] = [{"pageNumber": 1, "scenes": [SCENE, {**SCENE, names[1]: UNFIT}]}]
    else:
        body[names[0]] = f"{body[names[0]]} {UNFIT}"
    job = run(path, body)
    assert (job.status, job.error_code, job.attempt) == ("failed", "CONTENT_REFUSED", 1)
    assert job.error_message.startswith("Some of these words do not fit a book for children. Please change")
    assert "corpse" not in job.error_message
    assert not StoredFile.objects.exclude(kind="photo").exists()
    assert not JobStep.objects.filter(done=True).exclude(name="cache").exists()


def test_every_text_that_a_request_can_bring_is_among_these_fields():
    """A new field of words has to be checked as well."""
    words = {
        (job_type.path, name)
        for job_type in job_types().values()
        for name, field in job_type.input_serializer().fields.items()
        if isinstance(field, TextField)
    }
    assert words == {(path, name) for path, name, *rest in FIELDS if not rest} | OF_FINISHED_BOOKS


@pytest.mark.parametrize(("audience", "status"), [("children", "failed"), ("adults", "completed")])
def test_what_is_fit_follows_the_readers(run, audience, status):
    words = "The detective looks for the murderer in a quiet harbour at dusk."
    assert run("image", {**BODIES["image"], "image_prompt": words, "audience": audience}).status == status
