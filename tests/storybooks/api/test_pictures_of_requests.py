"""The picture that a start request of each type may bring: from where, and whose."""

import base64

import pytest

from storybooks.files import file_path, keep, media_store, read
from storybooks.models import StoredFile
from tests.storybooks.api.answers import refused, stored

pytestmark = pytest.mark.django_db
FIELDS = {
    "storybook": "characterImage",
    "auto-story": "cartoonImageUrl",
    "scenes": "characterImage",
    "cartoonize": "imageUrl",
    "image": "cartoon_image",
}
every_field = pytest.mark.parametrize(("path", "field"), FIELDS.items())
FORBIDDEN = "PICTURE_URL_FORBIDDEN"


@pytest.fixture
def hers(alice, photo_bytes) -> StoredFile:
    """A picture of Alice's."""
    return keep("portrait", photo_bytes, "image/jpeg", user_id=alice.pk)


def address(file: StoredFile) -> str:
    return f"http://testserver/media/{file.id}"


def code_of(response) -> str:
    assert response.status_code == 400, response.content
    return response.json()["code"]


@every_field
def test_a_data_url_becomes_a_file_of_the_job(starting, alice, photo_url, path, field):
    response = starting(path, alice, **{field: photo_url})
    file = StoredFile.objects.get()
    assert stored(response)["picture"] == str(file.id)
    assert field not in stored(response)
    assert (file.user, str(file.job_id)) == (alice, response.json()["jobId"])
    assert file.kind == "photo"
    assert read(file).startswith(b"\xff\xd8\xff")


@every_field
def test_an_own_file_is_copied_for_the_job(starting, alice, hers, path, field):
    response = starting(path, alice, **{field: address(hers)})
    picture = stored(response)["picture"]
    assert picture != str(hers.id)
    assert read(StoredFile.objects.get(id=picture)).startswith(b"\xff\xd8\xff")


@every_field
def test_another_s_file_is_forbidden_without_the_token_in_its_address(starting, bob, hers, path, field):
    assert code_of(starting(path, bob, **{field: address(hers)})) == FORBIDDEN
    wrong = f"http://testserver{file_path(hers.id)}"[:-1] + "!"
    assert code_of(starting(path, bob, **{field: wrong})) == FORBIDDEN
    assert StoredFile.objects.count() == 1
    response = starting(path, bob, **{field: f"http://testserver{file_path(hers.id)}"})
    assert StoredFile.objects.get(id=stored(response)["picture"]).user == bob


@every_field
def test_a_file_whose_bytes_are_gone_is_a_clear_refusal(starting, alice, hers, path, field):
    media_store(hers.store).delete(hers.key)
    assert code_of(starting(path, alice, **{field: address(hers)})) == "PICTURE_URL_UNREACHABLE"
    assert StoredFile.objects.count() == 1


@every_field
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/photo.jpg",
        "http://localhost:8000/photo.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.7/photo.jpg",
        "http://[::1]/photo.jpg",
        "http://[::ffff:127.0.0.1]/photo.jpg",
        "http://someone@127.0.0.1/media/00000000-0000-0000-0000-000000000000",
        "file:///etc/passwd",
        "/etc/passwd",
        "photo.jpg",
    ],
)
def test_an_address_that_points_inward_is_refused(starting, alice, path, field, url):
    assert field in refused(starting(path, alice, **{field: url}), code=FORBIDDEN)["details"]


@every_field
@pytest.mark.parametrize(
    ("picture", "code"),
    [
        ("data:image/jpeg;base64,%%%", "PHOTO_UNREADABLE"),
        ("data:image/png;base64,", "PHOTO_UNREADABLE"),
        ("data:text/html;base64,PGh0bWw+", "PHOTO_TYPE_UNSUPPORTED"),
        ("data:image/svg+xml;base64," + base64.b64encode(b"<svg/>").decode(), "PHOTO_TYPE_UNSUPPORTED"),
        ("data:image/png;base64," + base64.b64encode(bytes(10 * 1024 * 1024 + 1)).decode(), "PHOTO_TOO_LARGE"),
    ],
    ids=["not base64", "empty", "html", "svg", "huge"],
)
def test_a_data_url_that_is_no_picture_is_refused(starting, alice, path, field, picture, code):
    assert field in refused(starting(path, alice, **{field: picture}), code=code)["details"]


@every_field
def test_a_book_is_no_picture(starting, alice, path, field):
    book = keep("book", b"%PDF-1.7", "application/pdf", user_id=alice.pk)
    assert code_of(starting(path, alice, **{field: address(book)})) == "PHOTO_TYPE_UNSUPPORTED"


@every_field
@pytest.mark.parametrize("value", [7, ["https://example.com/a.jpg"], {"url": "x"}, True])
def test_a_picture_is_named_by_a_text(starting, alice, path, field, value):
    response = starting(path, alice, **{field: value})
    assert response.status_code == 400
    assert not StoredFile.objects.exists()
