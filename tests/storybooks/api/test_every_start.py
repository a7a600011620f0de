"""What the start of every type does alike: bodies, unknown fields, owners, limits."""

import json

import pytest

from jobs.models import Job
from storybooks.models import StoredFile
from tests.storybooks.api.answers import refused, stored
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
PATHS = ["storybook", "auto-story", "scenes", "cartoonize", "image"]
every_type = pytest.mark.parametrize("path", PATHS)


def url(path: str) -> str:
    return f"/api/jobs/{path}/start"


@every_type
def test_unknown_fields_are_ignored_and_none_makes_another_the_owner(starting, alice, bob, path):
    lies = {"user_id": str(bob.pk), "user": str(bob.pk), "status": "completed", "picture": "x", "progress": 50}
    response = starting(path, alice, **lies)
    job = Job.objects.get()
    assert (response.status_code, job.user, job.status, job.progress) == (202, alice, "pending", 0)
    assert "user_id" not in stored(response)
    assert stored(response)["picture"] != "x"
    assert not StoredFile.objects.exclude(user=alice).exists()


@every_type
@pytest.mark.parametrize("body", ["", "{", "[1, 2", '{"a": NaN}', "\xff\xfe", "[" * 100_000])
def test_malformed_json_is_a_400(client_of, alice, path, body):
    response = client_of(alice).post(url(path), body.encode("latin-1"), content_type="application/json")
    code = "INVALID_INPUT" if body == "" else "MALFORMED_JSON"
    refused(response, code=code)


@every_type
@pytest.mark.parametrize("body", ["null", "[]", '"text"', "7", "true"])
def test_json_that_is_no_object_is_a_400(client_of, alice, path, body):
    refused(client_of(alice).post(url(path), body, content_type="application/json"))


@every_type
@pytest.mark.parametrize("mime", ["application/x-www-form-urlencoded", "text/xml", "application/octet-stream"])
def test_another_kind_of_body_is_a_415(client_of, alice, path, mime):
    response = client_of(alice).post(url(path), "title=x", content_type=mime)
    refused(response, code="UNSUPPORTED_MEDIA_TYPE", status=415)


@pytest.mark.parametrize("path", [path for path in PATHS if path != "cartoonize"])
def test_only_cartoonize_takes_a_form(client_of, alice, path):
    response = client_of(alice).post(url(path), {"title": "x"})
    refused(response, code="UNSUPPORTED_MEDIA_TYPE", status=415)


@every_type
def test_json_without_a_content_type_of_its_own_is_understood(client_of, alice, bodies, path):
    body = json.dumps(bodies[path])
    assert client_of(alice).post(url(path), body, content_type="text/plain;charset=UTF-8").status_code == 202


@every_type
def test_starting_is_not_a_get(client_of, alice, path):
    response = client_of(alice).get(url(path))
    refused(response, code="METHOD_NOT_ALLOWED", status=405)
    assert "POST" in response["Allow"]


@every_type
def test_a_body_beyond_all_need_is_refused(starting, alice, path):
    response = starting(path, alice, story="x" * 16_000_000)
    assert (response.status_code, response.json()["code"]) == (413, "REQUEST_TOO_LARGE")
    assert not Job.objects.exists()


@every_type
def test_a_user_at_the_limit_gets_a_429_and_nothing_is_stored(starting, alice, settings, path):
    settings.MAX_JOBS_PER_USER = 0
    refused(starting(path, alice), code="TOO_MANY_JOBS", status=429)


@every_type
def test_the_rate_of_starts_is_limited_for_each_type_and_refusals_of_input_do_not_count(
    starting, alice, settings, path
):
    settings.RATE_LIMIT_STARTS = Limit(1, 3600)
    assert starting(path, alice, runAt="tomorrow").status_code == 400
    assert starting(path, alice).status_code == 202
    response = starting(path, alice)
    assert (response.status_code, response.json()["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert 0 < int(response["Retry-After"]) <= 3600
    assert response["X-RateLimit-Remaining"] == "0"
    assert Job.objects.count() == 1
    assert starting(PATHS[PATHS.index(path) - 1], alice).status_code == 202


@every_type
def test_a_wish_that_is_refused_leaves_no_picture_behind(starting, alice, photo_url, path):
    pictures = {"scenes": "characterImage", "cartoonize": "imageUrl", "image": "cartoon_image"}
    brought = {pictures[path]: photo_url} if path in pictures else {}
    refused(starting(path, alice, **brought, priority="urgent"), code="PRIORITY_NOT_ALLOWED", status=403)
    refused(starting(path, alice, **brought, callbackUrl="http://127.0.0.1/x"), code="CALLBACK_URL_FORBIDDEN")


@every_type
@pytest.mark.parametrize("text", ["half \ud800 a letter", "null\x00byte", "\u200b\ufeff"])
def test_texts_that_no_database_or_reader_can_take_are_refused(starting, alice, path, text):
    field = {"storybook": "story", "auto-story": "characterDescription", "scenes": "story", "cartoonize": "prompt"}
    name = field.get(path, "image_prompt")
    assert name in refused(starting(path, alice, **{name: text * 10}))["details"]
