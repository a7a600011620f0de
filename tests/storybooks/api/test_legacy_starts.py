"""The five addresses of the older system: the same requests and answers, with a pointer to the new address."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs.models import Job
from tests.storybooks.api.answers import refused

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "storybook": "/api/story/create-storybook",
    "auto-story": "/api/story/generate-auto-story",
    "scenes": "/api/story/generate-scenes",
    "cartoonize": "/api/image/cartoonize",
    "image": "/api/story/generate-cartoon-image",
}
every_address = pytest.mark.parametrize(("path", "url"), ADDRESSES.items())


def points_on(response, path: str) -> bool:
    """Whether the answer says since when (RFC 9745) the address is out of date, and which one replaces it."""
    successor = f'</api/jobs/{path}/start>; rel="successor-version"'
    return bool(re.fullmatch(r"@\d{10}", response["Deprecation"])) and response["Link"] == successor


@every_address
def test_it_starts_the_same_job(client_of, starting, alice, bodies, path, url):
    old = client_of(alice).post(url, bodies[path], content_type="application/json")
    new = starting(path, alice)
    assert old.status_code == new.status_code == 202
    assert points_on(old, path)
    assert "Deprecation" not in new
    changing = {"jobId", "pollingUrl", "eventsUrl", "estimatedCompletion", "queuePosition"}
    assert old.json().keys() == new.json().keys()
    assert all(old.json()[name] == new.json()[name] for name in old.json().keys() - changing)
    assert old.json()["pollingUrl"].startswith(f"http://testserver/api/jobs/{path}/status/{old.json()['jobId']}")
    assert old["Location"] == old.json()["pollingUrl"]
    assert len(set(Job.objects.values_list("type", "user"))) == 1


@every_address
@pytest.mark.parametrize(
    ("body", "mime", "status", "code"),
    [
        ("{}", "application/json", 400, "INVALID_INPUT"),
        ("{", "application/json", 400, "MALFORMED_JSON"),
        ("<a/>", "text/xml", 415, "UNSUPPORTED_MEDIA_TYPE"),
    ],
)
def test_errors_are_the_same_and_point_on_too(client_of, alice, path, url, body, mime, status, code):
    old, new = (client_of(alice).post(one, body, content_type=mime) for one in (url, f"/api/jobs/{path}/start"))
    assert refused(old, status=status, code=code) == refused(new, status=status, code=code)
    assert points_on(old, path)


@every_address
def test_a_get_is_refused_with_the_pointer(client_of, alice, path, url):
    response = client_of(alice).get(url)
    refused(response, status=405, code="METHOD_NOT_ALLOWED")
    assert points_on(response, path)


def test_a_guest_s_auto_story_is_refused_with_the_pointer(client_of, bodies):
    response = client_of().post(ADDRESSES["auto-story"], bodies["auto-story"], content_type="application/json")
    refused(response, "Please sign in to generate an automatic story", status=401, code="AUTHENTICATION_REQUIRED")
    assert points_on(response, "auto-story")


def test_a_form_is_understood_at_the_old_address_of_cartoonize(client_of, photo_bytes):
    form = {"image": SimpleUploadedFile("me.jpg", photo_bytes, "image/jpeg"), "prompt": "A child."}
    response = client_of().post(ADDRESSES["cartoonize"], form)
    assert response.status_code == 202
    assert response.json()["processingInfo"]["hasSourceImage"] is True
