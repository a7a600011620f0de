"""POST /api/jobs/auto-story/start"""

import pytest

from storybooks.catalog import Genre, Style
from tests.storybooks.api.answers import accepted, refused, stored

pytestmark = pytest.mark.django_db
PATH = "auto-story"
MISSING = "Missing required fields: genre, characterDescription, and cartoonImageUrl are required"
PHASES = [
    "Generating story content",
    "Creating scene breakdown",
    "Generating illustrations",
    "Assembling final storybook",
]


def test_a_good_request_is_accepted_with_the_phases_of_its_making(starting, alice):
    body = accepted(starting(PATH, alice), "phases")
    assert body["phases"] == PHASES
    assert body["estimatedMinutes"] == 5
    assert body["message"] == "Auto-story generation started successfully"
    assert body["pollingUrl"].startswith(f"http://testserver/api/jobs/auto-story/status/{body['jobId']}?token=")


def test_what_is_stored(starting, alice):
    request = stored(starting(PATH, alice))
    assert request.pop("picture")
    assert request == {
        "genre": "adventure",
        "characterDescription": "A child with a red top.",
        "audience": "children",
        "style": "storybook",
        "title": "",
        "isReusedImage": True,
    }


@pytest.mark.parametrize("genre", Genre.values)
def test_every_genre_is_known(starting, alice, genre):
    assert stored(starting(PATH, alice, genre=genre))["genre"] == genre


@pytest.mark.parametrize("style", Style.values)
def test_every_style_is_known(starting, alice, style):
    assert stored(starting(PATH, alice, style=style))["style"] == style


@pytest.mark.parametrize("field", ["genre", "characterDescription", "cartoonImageUrl"])
@pytest.mark.parametrize("value", [..., None, ""])
def test_a_missing_field(starting, alice, field, value):
    assert field in refused(starting(PATH, alice, **{field: value}), MISSING)["details"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"audience": ...}, "Invalid audience type"),
        ({"audience": "toddlers"}, "Invalid audience type"),
        ({"genre": "horror"}, "Invalid genre"),
        ({"genre": []}, "Invalid genre"),
        ({"characterDescription": {}}, MISSING),
        ({"cartoonImageUrl": []}, MISSING),
        ({"genre": ..., "audience": "toddlers"}, MISSING),
        ({"genre": "horror", "characterDescription": ""}, MISSING),
        ({"genre": "horror", "audience": "toddlers"}, "Invalid audience type"),
        ({"genre": "horror", "style": "cubism"}, "Invalid genre"),
        ({"genre": ..., "characterDescription": ..., "cartoonImageUrl": ..., "audience": ...}, MISSING),
    ],
)
def test_the_first_error_is_that_of_the_reference(starting, alice, changes, error):
    refused(starting(PATH, alice, **changes), error)


def test_every_wrong_field_is_told_of(starting, alice):
    body = refused(starting(PATH, alice, genre="horror", audience="toddlers", style="cubism"))
    assert body["details"].keys() == {"genre", "audience", "style"}
    assert body["details"]["style"] == [
        "Invalid style. Must be one of: storybook, semi-realistic, comic-book, flat-illustration, anime"
    ]


def test_a_description_has_a_limit(starting, alice):
    assert starting(PATH, alice, characterDescription="x" * 1000).status_code == 202
    assert starting(PATH, alice, characterDescription="x" * 1001).status_code == 400


@pytest.mark.parametrize("path", ["/api/jobs/auto-story/start", "/api/story/generate-auto-story"])
@pytest.mark.parametrize(
    ("body", "mime"),
    [("{}", "application/json"), ("{", "application/json"), ("<a/>", "text/xml"), ("null", "text/plain")],
)
def test_a_guest_is_asked_to_sign_in_before_anything_else_is_looked_at(client_of, path, body, mime):
    response = client_of().post(path, body, content_type=mime)
    refused(response, "Please sign in to generate an automatic story", code="AUTHENTICATION_REQUIRED", status=401)
    assert response["WWW-Authenticate"]


def test_a_session_that_is_none_is_a_guest_s(client_of, bodies):
    client = client_of()
    client.cookies["sessionid"] = "made-up"
    response = client.post("/api/jobs/auto-story/start", bodies[PATH], content_type="application/json")
    refused(response, "Please sign in to generate an automatic story", code="AUTHENTICATION_REQUIRED", status=401)
