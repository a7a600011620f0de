"""The operations on files, as their views do them."""

from rest_framework import serializers
from rest_framework.views import APIView

from storybooks.api.results import EXAMPLE_FILE
from storybooks.refusals import PICTURE_REFUSALS, STORE_REFUSALS
from users.api.schema.describing import GUEST_USER_OR_TOKEN, Answer, Content, Operation, json_answer
from users.api.schema.errors import BODY, CHANGES
from users.api.schema.headers import ETAG, IF_NONE_MATCH, TOKEN, header, parameter
from users.pages.pictures import SIZES

FILES = "Files"
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
BYTES = {"type": "string", "format": "binary"}
SIZE = parameter(
    "size",
    "query",
    "Of a picture: a smaller one as WebP, its longest side in pixels.",
    {"type": "integer", "enum": list(SIZES)},
)
MISSING = {"FILE_NOT_FOUND": (404, "File not found")}


class Uploaded(serializers.Serializer):
    secure_url = serializers.URLField(help_text="the photo's address, for a request; holds a read token")


def upload(view: APIView) -> Operation:
    refusals = {code: refusal for code, refusal in PICTURE_REFUSALS.items() if code.startswith("PHOTO_")}
    return Operation(
        id="uploadImage",
        summary="Upload a photo",
        description="Keeps a photo for a day; a job that is started with its address keeps a copy of its own.",
        tag=FILES,
        answers={200: json_answer("Kept.", Uploaded, {"uploaded": {"secure_url": EXAMPLE_FILE}})},
        errors=(*BODY, *CHANGES, "NOT_ACCEPTABLE"),
        own_errors=refusals | STORE_REFUSALS,
        body={"multipart/form-data": Content(view.input_serializer)},
    )


def file(view: APIView) -> Operation:
    headers = ETAG | {"Content-Disposition": header("A name for who saves it.")}
    return Operation(
        id="getFile",
        summary="A picture or a book",
        description="Its bytes. For its owner, staff, who knows the id of a guest's file, or who has a token.",
        tag=FILES,
        answers={
            200: Answer("The bytes.", {media_type: Content(BYTES) for media_type in MEDIA_TYPES}, headers),
            304: Answer("Nothing has changed since the answer with that ETag.", headers=ETAG),
        },
        errors=("INVALID_INPUT", "NOT_FOUND"),
        own_errors=MISSING | STORE_REFUSALS,
        parameters=(TOKEN, SIZE, IF_NONE_MATCH),
        security=GUEST_USER_OR_TOKEN,
    )
