"""The story form: its steps, what they keep, what they refuse, and the one job at its end."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jobs.estimates import ENOUGH
from jobs.models import Job
from storybooks.models import StoredFile
from tests.conftest import STORY
from tests.jobs.helpers import make_job
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = ("", "/photo", "/style", "/audience", "/story", "/review")


def sent(client: Client, step: str, **told):
    return client.post(f"/create{step}", told)


@pytest.fixture
def photo(photo_bytes):
    """A function: the photo as a browser sends it."""
    return lambda data=photo_bytes, name="mina.jpg": SimpleUploadedFile(name, data, "image/jpeg")


@pytest.fixture
def told(photo):
    """A function: a visitor tells everything up to the review, of a story of their own or of one of ours."""

    def tell(client: Client, **story) -> Client:
        story = story or {"kind": "own", "story": STORY}
        assert sent(client, "", title="The Lantern")["Location"] == "/create/photo"
        assert sent(client, "/photo", photo=photo())["Location"] == "/create/style"
        assert sent(client, "/style", style="anime")["Location"] == "/create/audience"
        assert sent(client, "/audience", audience="children")["Location"] == "/create/story"
        assert sent(client, "/story", **story)["Location"] == "/create/review"
        return client

    return tell


OURS = {"kind": "genre", "genre": "bedtime", "hero": "Mina, six years old, with a red coat"}


def review(client: Client) -> tuple[str, str]:
    """The page, and the key that its button sends."""
    page = client.get("/create/review").content.decode()
    return page, re.search(r'name="key" value="([^"]+)"', page)[1]


def test_a_guest_tells_step_by_step_and_begins_one_book(client, told):
    page, key = review(told(client))
    assert "The Lantern" in page
    answer = sent(client, "/review", key=key)
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.id}"
    assert (job.type, job.title, job.user) == ("storybook", "The Lantern", None)
    assert {name: job.input_data[name] for name in ("story", "style", "audience")} == {
        "story": STORY,
        "style": "anime",
        "audience": "children",
    }
    assert StoredFile.objects.kept().filter(job=job, kind="photo").count() == 1
    assert not StoredFile.objects.kept().filter(job__isnull=True).exists()


def test_the_time_that_is_promised_beforehand_does_not_grow_and_is_learnt_from_finished_books(client, told):
    page, key = review(told(client))
    assert "about 10 minutes" in page
    begun = client.get(sent(client, "/review", key=key)["Location"]).content.decode()
    assert "about 10 minutes left" in begun
    now = timezone.now()
    for _ in range(ENOUGH):
        ended = {"status": "completed", "result_data": {}, "progress": 100, "completed_at": now}
        make_job(type="storybook", started_at=now - timedelta(seconds=40), **ended)
    cache.clear()
    assert "about 40 seconds" in review(told(client))[0]


def test_pressing_the_last_button_again_leads_to_the_same_book(client, told):
    _, key = review(told(client))
    first, second = (sent(client, "/review", key=key)["Location"] for _ in range(2))
    assert first == second
    assert Job.objects.count() == 1


def test_two_presses_at_the_same_moment_begin_one_book(client, told):
    """Each has read the session before the other has written it."""
    _, key = review(told(client))
    session = client.session
    before = dict(session.items())
    first = sent(client, "/review", key=key)["Location"]
    session = client.session
    session.clear()
    session.update(before)
    session.save()
    assert sent(client, "/review", key=key)["Location"] == first
    assert Job.objects.count() == 1


def test_a_review_that_another_window_has_overtaken_begins_nothing_and_is_shown_anew(client, told):
    _, key = review(told(client))
    sent(client, "", title="The Lamp")
    assert sent(client, "/review", key=key)["Location"] == "/create/review"
    assert not Job.objects.exists()
    page, newer = review(client)
    assert "changed in another window" in page
    assert "The Lamp" in page
    sent(client, "/review", key=newer)
    assert Job.objects.get().title == "The Lamp"


@pytest.mark.parametrize("title", ["\u202e\u202e", "\u200b", "\u2066 \u2069"])
def test_a_title_without_a_letter_is_told_beside_its_field(client, title):
    answer = sent(client, "", title=title)
    assert answer.status_code == 400
    assert 'id="id_title_error"' in answer.content.decode()


def test_what_was_told_is_there_after_a_reload_and_a_step_back(client, told):
    told(client)
    assert 'value="The Lantern"' in client.get("/create").content.decode()
    assert re.search(r'value="anime"[^>]*checked', client.get("/create/style").content.decode())
    page = client.get("/create/photo").content.decode()
    picture = re.search(r'<img src="(/media/[^"]+)"', page)[1].replace("&amp;", "&")
    assert client.get(picture).status_code == 200
    assert STORY.split(".")[0] in client.get("/create/story").content.decode()
    assert sent(client, "/style", style="comic-book")["Location"] == "/create/review"


def test_a_later_step_leads_to_what_is_missing(client):
    for step in STEPS[1:]:
        assert client.get(f"/create{step}")["Location"] == "/create"
    sent(client, "", title="The Lantern")
    assert client.get("/create/review")["Location"] == "/create/photo"


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "Please give the book a title."), ("ar", "اكتبوا عنوانًا للكتاب من فضلكم.")]
)
def test_an_error_stands_beside_its_field_in_the_language_of_the_page(client, language, sentence):
    answer = client.post("/create", {"title": " "}, headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert re.search(rf'id="id_title_error"[^>]*>{re.escape(sentence)}', page)
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize(
    ("story", "field", "sentence"),
    [
        ({}, None, "Please choose whose story it is."),
        ({"kind": "own", "story": "Mina slept."}, "story", "at least 50 characters"),
        ({"kind": "own", "story": "\N{ZERO WIDTH SPACE}" * 60}, None, "There is nothing to read in this text."),
        ({"kind": "own", "story": "a" * 10_001}, "story", "at most 10,000 characters"),
        ({"kind": "genre", "hero": "Mina"}, None, "Please choose a kind of story."),
        ({"kind": "genre", "genre": "bedtime"}, "hero", "Please tell us who the hero is."),
    ],
)
def test_a_story_that_cannot_be_drawn_is_told_and_kept_in_its_field(client, told, story, field, sentence):
    told(client)
    answer = sent(client, "/story", **story)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    if field:
        assert f'id="id_{field}_error"' in page
    if story.get("story"):
        assert story["story"] in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "Please take a photo or choose one."), (b"GIF89a", "JPEG, PNG and WebP"), (b"\xff\xd8\xff\0", "damaged")],
)
def test_what_is_no_photo_is_refused_beside_the_field_and_nothing_is_kept(client, photo, data, sentence):
    sent(client, "", title="The Lantern")
    answer = sent(client, "/photo", photo=photo(data))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_another_photo_takes_the_place_of_the_first(client, told, photo):
    told(client)
    sent(client, "/photo", photo=photo())
    assert StoredFile.objects.kept().count() == 1


def test_a_photo_that_is_gone_is_asked_for_again(client, told):
    told(client)
    StoredFile.objects.all().delete()
    assert client.get("/create/review")["Location"] == "/create/photo"
    assert sent(client, "/review", key="")["Location"] == "/create/photo"


def test_only_the_photos_page_may_show_what_has_not_been_sent(client, told):
    told(client)
    pages = {step: client.get(f"/create{step}") for step in STEPS}
    allowed = [step for step, page in pages.items() if "blob:" in page["Content-Security-Policy"]]
    assert allowed == ["/photo"]
    assert {page["Cache-Control"] for page in pages.values()} == {"private, no-store"}


def test_a_story_of_ours_needs_a_sign_in_and_is_still_there_after_it(client, told, alice):
    told(client, **OURS)
    page, key = review(client)
    assert "/sign-in?next=%2Fcreate%2Freview" in page
    answer = sent(client, "/review", key=key)
    assert urlsplit(answer["Location"]).path == "/sign-in"
    assert not Job.objects.exists()
    client.force_login(alice)
    _, key = review(client)
    sent(client, "/review", key=key)
    job = Job.objects.get()
    assert (job.type, job.user, job.title) == ("auto-story", alice, "The Lantern")
    assert (job.input_data["genre"], job.input_data["isReusedImage"]) == ("bedtime", False)


def test_who_has_had_the_months_books_is_told_at_the_first_step_and_the_last(client_of, alice, told, settings):
    client = told(client_of(alice))
    settings.SUBSCRIPTION_LIMITS = {"free": 0}
    assert "You have made the books" in client.get("/create").content.decode()
    page, key = review(client)
    assert "You have made the books" in page
    answer = sent(client, "/review", key=key)
    assert (answer.status_code, Job.objects.count()) == (403, 0)
    assert "You have made the books" in answer.content.decode()


def test_too_many_starts_are_told_in_the_form_and_nothing_is_lost(client_of, alice, told, settings):
    settings.SUBSCRIPTION_LIMITS, client = {}, client_of(alice)
    settings.MAX_JOBS_PER_USER = 9
    settings.RATE_LIMIT_STARTS = Limit(1, 3600)
    _, key = review(told(client))
    sent(client, "/review", key=key)
    settings.RATE_LIMIT_STARTS = Limit(9, 3600)
    told(client)
    settings.RATE_LIMIT_STARTS = Limit(1, 3600)
    _page, key = review(client)
    answer = sent(client, "/review", key=key)
    assert (answer.status_code, Job.objects.count()) == (429, 1)
    assert "several books in a short time" in answer.content.decode()
    assert "The Lantern" in answer.content.decode()


def test_beginning_anew_forgets_everything(client, told):
    told(client)
    assert client.post("/create/anew")["Location"] == "/create"
    assert "The Lantern" not in client.get("/create").content.decode()
    assert not StoredFile.objects.kept().exists()


def test_another_visitor_sees_nothing_of_it(client, told, client_of):
    told(client)
    assert client_of().get("/create/review")["Location"] == "/create"


def test_a_form_of_another_site_is_refused(told):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/create", {"title": "x"}).status_code == 403
