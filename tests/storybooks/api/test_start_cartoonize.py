"""POST /api/jobs/cartoonize/start, as JSON and as a form"""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from storybooks.catalog import Style
from storybooks.files import read
from storybooks.models import StoredFile
from tests.storybooks.api.answers import accepted, refused, stored

pytestmark = pytest.mark.django_db
PATH, URL = "cartoonize", "/api/jobs/cartoonize/start"
PROMPT = "A child with a red top."
NO_FILE, NO_PROMPT = "No image file provided", "Prompt is required"
INVALID_STYLE = "Invalid style. Must be one of: storybook, semi-realistic, comic-book, flat-illustration, anime"


def upload(data: bytes, name: str = "me.jpg", mime: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, mime)


def test_a_good_request_is_accepted_with_what_will_be_drawn(starting, photo_url):
    body = accepted(starting(PATH), "processingInfo")
    told = {"style": "semi-realistic", "promptLength": len(PROMPT), "hasSourceImage": False}
    assert body["processingInfo"] == told
    assert body["estimatedMinutes"] == 2
    assert body["message"] == "Image cartoonization started successfully"
    assert body["pollingUrl"].startswith(f"http://testserver/api/jobs/cartoonize/status/{body['jobId']}?token=")
    assert starting(PATH, imageUrl=photo_url).json()["processingInfo"] == told | {"hasSourceImage": True}


def test_what_is_stored(starting):
    expected = {"prompt": PROMPT, "style": "semi-realistic", "picture": None}
    assert stored(starting(PATH)) == stored(starting(PATH, imageUrl=None)) == expected
    assert stored(starting(PATH, imageUrl="", style="anime")) == expected | {"style": "anime"}


@pytest.mark.parametrize("style", Style.values)
def test_every_style_is_known(starting, style):
    assert starting(PATH, style=style).json()["processingInfo"]["style"] == style


@pytest.mark.parametrize("prompt", [..., None, "", "   ", [], {}])
def test_a_missing_prompt(starting, prompt):
    assert "prompt" in refused(starting(PATH, prompt=prompt), NO_PROMPT)["details"]


@pytest.mark.parametrize("style", ["cubism", "", None, 7])
def test_a_style_that_is_none(starting, style):
    refused(starting(PATH, style=style), INVALID_STYLE)


def test_the_prompt_is_looked_at_before_the_style_and_has_a_limit(starting):
    refused(starting(PATH, prompt="", style="cubism"), NO_PROMPT)
    refused(starting(PATH, prompt="x" * 2001))
    assert starting(PATH, prompt="x" * 2000).status_code == 202


def test_a_form_brings_the_photo_itself(client_of, alice, photo_bytes):
    response = client_of(alice).post(URL, {"image": upload(photo_bytes), "prompt": PROMPT, "style": "anime"})
    body = accepted(response, "processingInfo")
    assert body["processingInfo"] == {"style": "anime", "promptLength": len(PROMPT), "hasSourceImage": True}
    file = StoredFile.objects.get()
    assert (file.user, str(file.job_id), file.kind) == (alice, body["jobId"], "photo")
    assert stored(response)["picture"] == str(file.id)
    assert Image.open(io.BytesIO(read(file))).size == (320, 320)


def test_a_form_has_the_same_defaults(client_of, photo_bytes):
    body = client_of().post(URL, {"image": upload(photo_bytes), "prompt": PROMPT}).json()
    assert body["processingInfo"]["style"] == "semi-realistic"


def test_the_file_of_a_form_comes_before_an_address(client_of, photo_bytes):
    form = {"image": upload(photo_bytes), "prompt": PROMPT, "imageUrl": "http://127.0.0.1/photo.jpg"}
    assert client_of().post(URL, form).status_code == 202


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"prompt": PROMPT}, NO_FILE),
        ({}, NO_FILE),
        ({"prompt": PROMPT, "image": "not a file"}, NO_FILE),
        ({"prompt": PROMPT, "imageUrl": "https://example.com/me.jpg"}, NO_FILE),
        ({"prompt": PROMPT, "image": b""}, NO_FILE),
        ({"image": b"photo"}, NO_PROMPT),
        ({"image": b"photo", "prompt": "  "}, NO_PROMPT),
        ({"image": b"photo", "prompt": PROMPT, "style": "cubism"}, INVALID_STYLE),
    ],
)
def test_what_a_form_lacks_is_told_in_the_order_of_the_reference(client_of, form, error):
    files = {name: upload(value) if isinstance(value, bytes) else value for name, value in form.items()}
    refused(client_of().post(URL, files), error)


@pytest.mark.parametrize(
    ("data", "code", "error"),
    [
        (b"%PDF-1.7 pretending", "PHOTO_TYPE_UNSUPPORTED", "Invalid file type. Supported formats: JPEG, PNG, WebP"),
        (b"\xff\xd8\xff and no more", "PHOTO_UNREADABLE", "The image is damaged and cannot be read"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "PHOTO_TOO_LARGE", "Image file too large. Maximum size is 10MB"),
    ],
    ids=["pdf", "damaged", "huge"],
)
def test_a_file_that_is_no_picture(client_of, data, code, error):
    body = refused(client_of().post(URL, {"image": upload(data), "prompt": PROMPT}), error, code=code)
    assert body["details"].keys() == {"image"}


def test_nothing_but_pixels_is_kept_of_a_photo(client_of):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Somebody's camera", {1: "N", 2: (48.0, 51.0, 30.0)}
    stream = io.BytesIO()
    Image.new("RGB", (90, 80), "green").save(stream, "JPEG", exif=exif, comment=b"a secret")
    assert b"Somebody's camera" in stream.getvalue()
    client_of().post(URL, {"image": upload(stream.getvalue(), "house.jpg"), "prompt": PROMPT})
    kept = read(StoredFile.objects.get())
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"Somebody" not in kept
    assert b"secret" not in kept
    assert "house" not in StoredFile.objects.get().key


def test_a_form_that_is_none_is_a_clear_400(client_of):
    response = client_of().post(URL, b"not a form", content_type="multipart/form-data; boundary=x")
    refused(response)
    response = client_of().post(URL, b"not a form", content_type="multipart/form-data")
    refused(response, code="BAD_REQUEST")
