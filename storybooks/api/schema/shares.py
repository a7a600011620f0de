"""The operations on links that show a book to others, and on what these see, as their views do them."""

from rest_framework import serializers
from rest_framework.views import APIView

from jobs.api.schema.examples import SITE
from jobs.api.schema.shapes import moment
from storybooks.api.results import EXAMPLE_SCENE
from storybooks.api.schema.books import NOT_YOURS, SIGNED_IN
from storybooks.api.schema.files import BYTES, MEDIA_TYPES, MISSING, SIZE
from storybooks.catalog import Audience, Style
from storybooks.refusals import STORE_REFUSALS
from users.api.operations import Done
from users.api.schema.describing import USER, Answer, Content, Operation, json_answer
from users.api.schema.errors import BODY, CHANGES
from users.api.schema.headers import header

SHARED = "Shared books"
EVERYBODY = ({},)
SHARE_NOT_FOUND = {"SHARE_NOT_FOUND": (404, "This link shows nothing.")}
TOKEN = "q3Jz8mXo2vYw5RtKcN7uLpFhBd0aGsE4iQyWxZ1nVbM"  # noqa: S105 - an example
URL = f"{SITE}/api/shared/{TOKEN}"
EXAMPLE = {
    "id": "0b1c2d3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e",
    "created_at": "2026-01-02T12:00:00.000Z",
    "expires_at": "2026-02-01T12:00:00.000Z",
}
DISCREET = {
    "Referrer-Policy": header("`no-referrer`: the address is the secret."),
    "X-Robots-Tag": header("`noindex`."),
}


class ShareLink(serializers.Serializer):
    """A link that shows a book to whoever has it."""

    id = serializers.UUIDField()
    created_at = moment("when it was made")
    expires_at = moment("it shows nothing from then on, or null", allow_null=True)


class NewShareLink(ShareLink):
    """A new link. Its token is never told again."""

    token = serializers.CharField(help_text="for the address of a page of your own")
    url = serializers.URLField(help_text="the shared book, as JSON")


class ShareLinks(serializers.Serializer):
    """A book's links, newest first."""

    shares = ShareLink(many=True)


class SharedScene(serializers.Serializer):
    description = serializers.CharField(help_text="what happens")
    generatedImage = serializers.URLField(help_text="its picture")


class SharedPage(serializers.Serializer):
    pageNumber = serializers.IntegerField(min_value=1, max_value=1000)
    scenes = SharedScene(many=True)


class SharedStorybook(serializers.Serializer):
    """A book as a link shows it. Its addresses end with the link."""

    title = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices, help_text="who reads it")
    style = serializers.ChoiceField(Style.choices, help_text="how it is drawn")
    pages = SharedPage(many=True)
    cover_url = serializers.URLField(allow_null=True)
    pdf_url = serializers.URLField(allow_null=True, help_text="the book to print, as PDF")


def shares(view: APIView) -> Operation:
    return Operation(
        id="listShares",
        summary="A book's links",
        description="The links that show the book to others, newest first. Their tokens are known to nobody any more.",
        tag=SHARED,
        answers={200: json_answer("Its links.", ShareLinks, {"links": {"shares": [EXAMPLE]}})},
        errors=SIGNED_IN,
        own_errors=NOT_YOURS,
        security=USER,
    )


def share(view: APIView) -> Operation:
    return Operation(
        id="shareStorybook",
        summary="A new link",
        description="Makes a link that shows the book to whoever has it, until it expires or is ended.",
        tag=SHARED,
        answers={201: json_answer("The link.", NewShareLink, {"link": {**EXAMPLE, "token": TOKEN, "url": URL}})},
        errors=(*BODY, *CHANGES, *SIGNED_IN),
        own_errors=NOT_YOURS | {"TOO_MANY_SHARES": (409, "This book has 20 links already.")},
        body={"application/json": Content(view.input_serializer, {"month": {"expires_at": EXAMPLE["expires_at"]}})},
        security=USER,
    )


def revoke(view: APIView) -> Operation:
    message = "The link shows nothing any more"
    return Operation(
        id="endShare",
        summary="End a link",
        description="The link shows nothing from now on; nor do the addresses that it showed.",
        tag=SHARED,
        answers={200: json_answer("It has ended.", Done, {"ended": {"success": True, "message": message}})},
        errors=(*CHANGES, *SIGNED_IN),
        own_errors=NOT_YOURS | {"SHARE_NOT_FOUND": (404, "There is no such link.")},
        security=USER,
    )


def shared_book(view: APIView) -> Operation:
    scene = {"description": EXAMPLE_SCENE["description"], "generatedImage": f"{URL}/files/{EXAMPLE['id']}"}
    example = {
        "title": "The Lantern",
        "audience": "children",
        "style": "storybook",
        "pages": [{"pageNumber": 1, "scenes": [scene]}],
        "cover_url": f"{URL}/files/{EXAMPLE['id']}",
        "pdf_url": f"{URL}/files/{EXAMPLE['id']}",
    }
    return Operation(
        id="getSharedStorybook",
        summary="A shared book",
        description="The book that a link shows, for everybody who has it. A link that is unknown, expired or ended is "
        "404.",
        tag=SHARED,
        answers={200: json_answer("The book.", SharedStorybook, {"book": example})},
        errors=("NOT_ACCEPTABLE",),
        own_errors=SHARE_NOT_FOUND,
        security=EVERYBODY,
        headers=DISCREET,
    )


def shared_file(view: APIView) -> Operation:
    return Operation(
        id="getSharedFile",
        summary="A picture or the PDF of a shared book",
        description="Its bytes, while the link shows the book.",
        tag=SHARED,
        answers={200: Answer("The bytes.", {each: Content(BYTES) for each in MEDIA_TYPES})},
        errors=("INVALID_INPUT", "NOT_FOUND"),
        own_errors=SHARE_NOT_FOUND | MISSING | STORE_REFUSALS,
        parameters=(SIZE,),
        security=EVERYBODY,
        headers=DISCREET,
    )
