"""POST /api/upload-image: a photo for a later request."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from storybooks.clean_up import clean_up
from storybooks.models import StoredFile
from tests.storybooks.api.answers import refused, stored
from tests.storybooks.api.test_pictures_of_requests import every_field
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
URL = "/api/upload-image"


@pytest.fixture
def upload(client_of, photo_bytes):
    """A function: the answer to an upload of these bytes, or of a photo."""

    def post(user=None, /, data: bytes = photo_bytes, name: str = "me.jpg"):
        return client_of(user).post(URL, {"image": SimpleUploadedFile(name, data, "image/jpeg")})

    return post


def bare(url: str) -> str:
    return url.partition("?")[0]


def test_the_answer_is_an_address_that_shows_the_photo_to_whoever_has_it(upload, client_of, alice, bob):
    for user in (alice, None):
        response = upload(user)
        assert response.status_code == 200
        assert response.json().keys() == {"secure_url"}
        assert response["Cache-Control"] == "private, no-store"
        url = response.json()["secure_url"]
        assert re.fullmatch(r"http://testserver/media/[0-9a-f-]{36}\?token=[\w.-]{40,}", url)
        for visitor in (None, bob, user):
            shown = client_of(visitor).get(url)
            assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
            assert Image.open(io.BytesIO(shown.content)).size == (320, 320)


def test_without_its_token_it_is_shown_to_its_owner_and_staff_only(upload, client_of, alice, bob, carol):
    hers, guests = (bare(upload(user).json()["secure_url"]) for user in (alice, None))
    assert [client_of(user).get(hers).status_code for user in (alice, carol, bob, None)] == [200, 200, 404, 404]
    assert [client_of(user).get(guests).status_code for user in (alice, bob, None)] == [404, 404, 404]
    assert client_of().get(hers + "?token=" + "x" * 49).status_code == 404


def test_the_token_of_one_photo_opens_no_other(upload, client_of):
    one, other = (upload().json()["secure_url"] for _ in range(2))
    assert client_of().get(bare(one) + "?" + other.partition("?")[2]).status_code == 404


@every_field
def test_the_address_is_good_for_a_request_of_each_type(upload, starting, alice, path, field):
    sender = alice if path == "auto-story" else None
    url = upload(sender).json()["secure_url"]
    response = starting(path, sender, **{field: url})
    picture = StoredFile.objects.get(id=stored(response)["picture"])
    assert str(picture.id) not in url
    assert (picture.user, str(picture.job_id)) == (sender, response.json()["jobId"])


def test_a_guest_s_photo_is_no_use_without_its_token(upload, starting):
    url = bare(upload().json()["secure_url"])
    response = starting("cartoonize", imageUrl=url)
    assert (response.status_code, response.json()["code"]) == (400, "PICTURE_URL_FORBIDDEN")


def test_it_is_kept_for_a_day(upload, client_of, alice):
    urls = [upload(user).json()["secure_url"] for user in (alice, None)]
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=23))
    clean_up()
    assert [client_of(alice).get(url).status_code for url in urls] == [200, 200]
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=25))
    clean_up()
    assert not StoredFile.objects.exists()
    assert [client_of(alice).get(url).status_code for url in urls] == [404, 404]


def test_the_place_of_a_photo_is_not_kept(upload, client_of):
    exif = Image.Exif()
    exif[0x010F] = "Somebody's camera"
    stream = io.BytesIO()
    Image.new("RGB", (90, 80), "green").save(stream, "JPEG", exif=exif)
    shown = client_of().get(upload(None, stream.getvalue(), "house.jpg").json()["secure_url"])
    assert b"Somebody" not in shown.content
    assert "house" not in shown["Content-Disposition"]


@pytest.mark.parametrize("form", [{}, {"image": ""}, {"image": "text"}, {"photo": "x"}])
def test_no_image(client_of, form):
    refused(client_of().post(URL, form), "No image uploaded")


def test_an_empty_file_is_no_image(upload):
    refused(upload(None, b""), "No image uploaded")


@pytest.mark.parametrize(
    ("data", "code", "error"),
    [
        (b"<svg/>", "PHOTO_TYPE_UNSUPPORTED", "Invalid file type. Supported formats: JPEG, PNG, WebP"),
        (b"\x89PNG\r\n\x1a\n cut off", "PHOTO_UNREADABLE", "The image is damaged and cannot be read"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "PHOTO_TOO_LARGE", "Image file too large. Maximum size is 10MB"),
    ],
    ids=["svg", "damaged", "huge"],
)
def test_a_file_that_is_no_picture(upload, data, code, error):
    assert refused(upload(None, data), error, code=code)["details"].keys() == {"image"}


def test_it_takes_forms_only(client_of, photo_url):
    response = client_of().post(URL, {"image": photo_url}, content_type="application/json")
    refused(response, code="UNSUPPORTED_MEDIA_TYPE", status=415)
    refused(client_of().get(URL), code="METHOD_NOT_ALLOWED", status=405)


def test_uploads_are_limited_and_apart_from_the_starts(upload, starting, settings):
    settings.RATE_LIMIT_STARTS = Limit(2, 3600)
    answers = [upload() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "RATE_LIMIT_EXCEEDED"
    assert int(answers[2]["Retry-After"]) > 0
    assert StoredFile.objects.count() == 2
    assert starting("cartoonize").status_code == 202


def test_another_site_uploads_nothing_with_its_visitors_browser(client_of, alice, photo_bytes):
    form = {"image": SimpleUploadedFile("me.jpg", photo_bytes, "image/jpeg")}
    response = client_of(alice).post(URL, form, headers={"Origin": "https://evil.example"})
    refused(response, code="CROSS_SITE_REQUEST", status=403)
