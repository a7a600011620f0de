"""POST /api/jobs/storybook/start"""

import base64
import io
import json

import pytest
from django.utils.dateparse import parse_datetime
from PIL import Image

from jobs.models import Job
from storybooks.files import read
from storybooks.models import StoredFile

pytestmark = pytest.mark.django_db
URL = "/api/jobs/storybook/start"


@pytest.fixture
def start(client_of, request_body):
    def post(user=None, /, **changes):
        body = {key: value for key, value in {**request_body, **changes}.items() if value is not None}
        return client_of(user).post(URL, body, content_type="application/json")

    return post


def refused(response, *, field: str, code: str = "INVALID_INPUT", status: int = 400) -> str:
    """The sentence of a refusal, after checking its shape and that nothing was stored."""
    body = response.json()
    assert response.status_code == status, body
    assert body["code"] == code
    assert field in {place.partition(".")[0] for place in body["details"]}
    assert not Job.objects.exists()
    assert not StoredFile.objects.exists()
    return body["error"]


def as_data_url(data: bytes, mime: str = "image/jpeg") -> str:
    return f"data:{mime};base64," + base64.b64encode(data).decode()


def test_a_good_request_is_accepted_with_the_fields_that_clients_read(start):
    response = start()
    body = response.json()
    assert response.status_code == 202
    wire = {"jobId", "status", "estimatedCompletion", "estimatedMinutes", "pollingUrl", "message"}
    assert body.keys() == wire | {"queuePosition", "eventsUrl"}
    assert (body["status"], body["estimatedMinutes"]) == ("pending", 2)
    assert body["pollingUrl"] == response["Location"]
    assert body["pollingUrl"].startswith(f"http://testserver/api/jobs/storybook/status/{body['jobId']}?token=")
    assert body["estimatedCompletion"].endswith("Z")
    assert parse_datetime(body["estimatedCompletion"])
    assert response["Cache-Control"] == "private, no-store"


def test_a_guest_s_job_belongs_to_nobody_and_a_users_job_to_them(start, alice):
    guests, hers = Job.objects.get(id=start().json()["jobId"]), Job.objects.get(id=start(alice).json()["jobId"])
    assert (guests.user, hers.user) == (None, alice)


def test_the_photo_is_kept_clean_and_the_request_refers_to_it(start, alice, photo_bytes):
    job = Job.objects.get(id=start(alice).json()["jobId"])
    file = StoredFile.objects.get()
    assert (file.user, file.job, file.kind) == (alice, job, "photo")
    assert job.input_data["picture"] == str(file.id)
    assert Image.open(io.BytesIO(read(file))).size == (320, 320)


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("title", "Title is required"),
        ("story", "Story content is required"),
        ("characterImage", "Character image is required"),
        ("audience", "Invalid audience type"),
    ],
)
@pytest.mark.parametrize("value", [None, "", "   ", [], {}, False])
def test_a_missing_or_wrong_field_is_named(start, field, sentence, value):
    assert refused(start(**{field: value}), field=field) == sentence


def test_the_first_error_is_the_first_in_the_order_of_the_form(client_of):
    response = client_of().post(URL, {}, content_type="application/json")
    assert refused(response, field="audience") == "Title is required"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 101),
        ("story", "x"),
        ("story", "Too short to plan a book from."),
        ("story", "x" * 1_000_000),
        ("audience", "toddlers"),
        ("style", "cubism"),
        ("pages", "all of them"),
        ("pages", [{"pageNumber": 1, "scenes": []}]),
        ("pages", [{"pageNumber": 1, "scenes": [{"emotion": "happy"}]}]),
        ("pages", [{"pageNumber": 1, "scenes": [{"description": "x"}] * 6}] * 6),
        ("title", "\u200b\ufeff"),
        ("title", "\u202e"),
        ("title", "null\x00byte"),
        ("title", "half \ud800 a letter"),
        ("isReusedImage", "perhaps"),
    ],
)
def test_values_beyond_the_limits_are_refused(start, field, value):
    assert refused(start(**{field: value}), field=field)


def test_controls_that_turn_letters_around_are_taken_out(start):
    job = Job.objects.get(id=start(title="abc\u202egpj.exe").json()["jobId"])
    assert job.input_data["title"] == "abcgpj.exe"


def test_a_short_story_is_enough_when_the_pages_are_given(start):
    pages = [{"pageNumber": 1, "scenes": [{"description": "A hill.", "emotion": "happy", "imagePrompt": "hill"}]}]
    assert start(story="A hill and a kite.", pages=pages).status_code == 202


PNG = io.BytesIO()
Image.new("RGB", (80, 80), "red").save(PNG, "PNG")


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        ("data:image/jpeg;base64,", "PHOTO_UNREADABLE"),
        ("data:image/jpeg;base64,%%%", "PHOTO_UNREADABLE"),
        ("data:text/html;base64,PGh0bWw+", "PHOTO_TYPE_UNSUPPORTED"),
        (as_data_url(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"), "PHOTO_TYPE_UNSUPPORTED"),
        (as_data_url(b"%PDF-1.7 pretending"), "PHOTO_TYPE_UNSUPPORTED"),
        (as_data_url(PNG.getvalue()[:60], "image/png"), "PHOTO_UNREADABLE"),
        (as_data_url(b"\xff" * (10 * 1024 * 1024 + 1)), "PHOTO_TOO_LARGE"),
    ],
    ids=["empty", "not base64", "html", "svg", "pdf", "cut off", "huge"],
)
def test_a_picture_that_is_none_is_refused(start, picture, code):
    assert refused(start(characterImage=picture), field="characterImage", code=code)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/photo.jpg",
        "http://localhost:8000/photo.jpg",
        "http://[::1]/photo.jpg",
        "http://10.0.0.7/photo.jpg",
        "http://192.168.1.1/photo.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://0x7f000001/photo.jpg",
        "http://[::ffff:127.0.0.1]/photo.jpg",
        "file:///etc/passwd",
        "ftp://127.0.0.1/photo.jpg",
        "gopher://127.0.0.1/",
        "/etc/passwd",
        "photo.jpg",
        "http://",
        "javascript:alert(1)",
    ],
)
def test_a_picture_address_that_points_inward_is_refused(start, url):
    assert refused(start(characterImage=url), field="characterImage", code="PICTURE_URL_FORBIDDEN")


def test_a_picture_of_ours_may_be_used_again_by_its_owner_only(start, alice, bob):
    assert start(alice).status_code == 202
    file = StoredFile.objects.get()
    url = f"http://testserver/media/{file.id}"
    assert start(alice, characterImage=url).status_code == 202
    response = start(bob, characterImage=url)
    assert (response.status_code, response.json()["code"]) == (400, "PICTURE_URL_FORBIDDEN")


@pytest.mark.parametrize(
    "body", ["", "{", "[1, 2", '{"title": NaN}', "\xff\xfe", "[" * 100_000, "null", "[]", '"text"', "7"]
)
def test_a_body_that_is_no_json_object_is_a_clear_400(client_of, body):
    response = client_of().post(URL, body.encode("latin-1"), content_type="application/json")
    assert response.status_code == 400, response.content
    assert response.json()["code"] in ("MALFORMED_JSON", "INVALID_INPUT")
    assert response.json()["error"]


def test_a_body_beyond_all_need_is_refused_before_it_is_read(start):
    response = start(story="x" * 16_000_000)
    assert (response.status_code, response.json()["code"]) == (413, "REQUEST_TOO_LARGE")


def test_another_kind_of_body_is_refused(client_of):
    response = client_of().post(URL, "title=x", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_starting_is_not_a_get(client_of):
    response = client_of().get(URL)
    assert (response.status_code, response.json()["code"]) == (405, "METHOD_NOT_ALLOWED")


def test_a_user_at_the_limit_gets_a_429_and_nothing_is_stored(start, alice, settings):
    settings.MAX_JOBS_PER_USER = 1
    assert start(alice).status_code == 202
    response = start(alice)
    assert (response.status_code, response.json()["code"]) == (429, "TOO_MANY_JOBS")
    assert Job.objects.count() == StoredFile.objects.count() == 1


def test_a_field_that_names_another_owner_changes_nothing(start, alice, bob):
    job = Job.objects.get(id=start(alice, user_id=str(bob.pk), user=str(bob.pk), status="completed").json()["jobId"])
    assert (job.user, job.status) == (alice, "pending")
    assert "user_id" not in json.dumps(job.input_data)


def test_the_order_of_the_errors_is_that_of_the_reference(client_of):
    wrong = {"title": " ", "story": "", "pages": "all", "characterImage": "", "audience": "toddlers"}
    told = []
    for field in wrong:
        response = client_of().post(URL, wrong, content_type="application/json")
        told.append(refused(response, field=field))
        wrong = {**wrong, field: _RIGHT[field]}
    assert told[:2] + told[3:] == [
        "Title is required",
        "Story content is required",
        "Character image is required",
        "Invalid audience type",
    ]


_RIGHT = {
    "title": "The Lantern",
    "story": "Mina found a lantern at the edge of the forest, and it was out.",
    "pages": [{"pageNumber": 1, "scenes": [{"description": "A hill."}]}],
    "characterImage": as_data_url(PNG.getvalue(), "image/png"),
    "audience": "children",
}


@pytest.mark.parametrize(("pages", "minutes"), [(1, 2), (4, 2), (5, 2.5), (20, 10)])
def test_the_estimate_is_half_a_minute_for_each_page_and_two_at_least(start, pages, minutes):
    brought = [{"pageNumber": number, "scenes": [{"description": "A hill."}]} for number in range(1, pages + 1)]
    assert start(pages=brought).json()["estimatedMinutes"] == minutes


@pytest.mark.parametrize(("audience", "minutes"), [("children", 2), ("young_adults", 3), ("adults", 4)])
def test_without_pages_the_estimate_is_for_those_that_will_be_planned(start, audience, minutes):
    assert start(audience=audience).json()["estimatedMinutes"] == minutes
