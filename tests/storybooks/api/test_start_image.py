"""POST /api/jobs/image/start"""

import pytest

from storybooks.catalog import Style
from tests.storybooks.api.answers import accepted, refused, stored

pytestmark = pytest.mark.django_db
PATH = "image"
MISSING = "Missing required fields: image_prompt, character_description, and emotion are required"
INVALID_STYLE = "Invalid style. Must be one of: storybook, semi-realistic, comic-book, flat-illustration, anime"


def test_a_good_request_is_accepted_with_what_will_be_drawn(starting):
    body = accepted(starting(PATH, emotion="proud", style="anime", isReusedImage=True), "imageInfo")
    assert body["imageInfo"] == {
        "style": "anime",
        "audience": "children",
        "emotion": "proud",
        "isReusedImage": True,
        "promptLength": len("A quiet harbour at dusk."),
    }
    assert body["estimatedMinutes"] == 2
    assert body["message"] == "Image generation started successfully"
    assert body["pollingUrl"].startswith(f"http://testserver/api/jobs/image/status/{body['jobId']}?token=")


def test_what_is_stored(starting, bodies):
    expected = bodies[PATH] | {"isReusedImage": False, "style": "storybook", "picture": None}
    assert stored(starting(PATH)) == expected
    assert stored(starting(PATH, cartoon_image="")) == stored(starting(PATH, cartoon_image=None)) == expected


@pytest.mark.parametrize("style", Style.values)
def test_every_style_is_known(starting, style):
    assert starting(PATH, style=style).json()["imageInfo"]["style"] == style


@pytest.mark.parametrize("field", ["image_prompt", "character_description", "emotion"])
@pytest.mark.parametrize("value", [..., None, "", "  ", [], {}])
def test_a_missing_field(starting, field, value):
    assert field in refused(starting(PATH, **{field: value}), MISSING)["details"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"audience": ...}, "Invalid audience type"),
        ({"audience": "toddlers"}, "Invalid audience type"),
        ({"style": "cubism"}, INVALID_STYLE),
        ({"style": ""}, INVALID_STYLE),
        ({"emotion": ..., "audience": "toddlers", "style": "cubism"}, MISSING),
        ({"audience": "toddlers", "style": "cubism"}, "Invalid audience type"),
    ],
)
def test_the_first_error_is_that_of_the_reference(starting, changes, error):
    refused(starting(PATH, **changes), error)


@pytest.mark.parametrize(
    ("field", "longest"), [("image_prompt", 2000), ("character_description", 1000), ("emotion", 40)]
)
def test_texts_have_their_limits(starting, field, longest):
    assert field in refused(starting(PATH, **{field: "x" * (longest + 1)}))["details"]
    assert starting(PATH, **{field: "x" * longest}).status_code == 202


def test_a_flag_that_is_none(starting):
    assert "isReusedImage" in refused(starting(PATH, isReusedImage="perhaps"))["details"]
