"""The operations of the older system's library, as their views do them."""

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from jobs.api.schema.headers import SUCCESSOR
from jobs.api.schema.shapes import moment, raw
from storybooks.api.results import PageResult
from storybooks.api.schema.books import BOOKS, EXAMPLE_ID, NOT_YOURS, SUMMARY, WHOLE
from storybooks.catalog import Audience
from storybooks.refusals import ERASURE_REFUSALS
from users.api.schema.describing import Content, Operation, json_answer
from users.api.schema.errors import BODY
from users.api.schema.headers import parameter

BEARER = ({"bearer": []},)
ID = parameter("id", "query", "The book's id.", {"type": "string"}, required=True)
UNAUTHORIZED = {"AUTHENTICATION_REQUIRED": (401, "Missing or invalid authorization header")}
UNKNOWN = {"STORYBOOK_NOT_FOUND": (404, "Storybook not found")}


class OlderSummary(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    created_at = moment("when it was made")


class OlderList(serializers.Serializer):
    storybooks = OlderSummary(many=True)


class OlderStorybook(OlderSummary):
    pages = PageResult(many=True)
    audience = serializers.ChoiceField(Audience.choices)
    character_description = serializers.CharField(allow_blank=True)
    story = serializers.CharField()
    is_paid = serializers.BooleanField()
    cover_image = serializers.URLField(allow_null=True)


class OlderWhole(serializers.Serializer):
    storybook = OlderStorybook()


class OlderDone(serializers.Serializer):
    success = raw({"type": "boolean", "const": True})()


def _operation(id: str, summary: str, description: str, shape: Any, example: Any, **more: Any) -> Operation:
    return Operation(
        id=id,
        summary=summary,
        description=f"{description} The older system's address, for its clients.",
        tag=BOOKS,
        answers={200: json_answer("As it was.", shape, {"answer": example})},
        errors=("NOT_ACCEPTABLE", *more.pop("errors", ())),
        own_errors=UNAUTHORIZED | more.pop("own_errors", {}),
        security=BEARER,
        headers=SUCCESSOR,
        deprecated=True,
        **more,
    )


def user_storybooks(view: APIView) -> Operation:
    brief = {name: SUMMARY[name] for name in ("id", "title", "created_at")}
    example = {"storybooks": [brief]}
    return _operation("getUserStorybooks", "One's own books", "All of them, newest first.", OlderList, example)


def user_storybook(view: APIView) -> Operation:
    names = ("id", "title", "created_at", "pages", "audience", "character_description", "story", "is_paid")
    book = {name: WHOLE[name] for name in names} | {"cover_image": WHOLE["cover_url"]}
    return _operation(
        "getUserStorybookById",
        "A book",
        "The book with this id.",
        OlderWhole,
        {"storybook": book},
        errors=("INVALID_INPUT",),
        own_errors=UNKNOWN,
        parameters=(ID,),
    )


def delete_by_id(view: APIView) -> Operation:
    sentence = "Storybook not found or you do not have permission to delete it"
    return _operation(
        "deleteStorybookById",
        "Delete a book",
        "Erases the book with this id.",
        OlderDone,
        {"success": True},
        errors=("INVALID_INPUT",),
        own_errors=NOT_YOURS | ERASURE_REFUSALS | {"STORYBOOK_NOT_FOUND": (404, sentence)},
        parameters=(ID,),
    )


def mark_paid(view: APIView) -> Operation:
    return _operation(
        "markPaid",
        "A book is paid",
        "For staff: the owner of a book cannot declare that it is paid.",
        OlderDone,
        {"success": True},
        errors=BODY,
        own_errors=UNKNOWN | {"PERMISSION_DENIED": (403, "Only staff can say that a storybook is paid.")},
        body={"application/json": Content(view.input_serializer, {"book": {"storybookId": EXAMPLE_ID}})},
    )
