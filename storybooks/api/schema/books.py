"""The operations on a family's books, as their views do them."""

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from jobs.api.schema import types
from jobs.api.schema.examples import JOB_ID, SITE, started_example
from jobs.api.schema.headers import LOCATION
from jobs.api.schema.refusals import refusals
from jobs.api.schema.shapes import job_status, moment
from jobs.job_type import job_types
from storybooks.api.results import EXAMPLE_BOOK, EXAMPLE_FILE, EXAMPLE_STORY, PageResult
from storybooks.catalog import Audience, Style
from storybooks.refusals import BOOK_REFUSALS, ERASURE_REFUSALS
from users.api.operations import Done
from users.api.pages import PAGE_PARAMETERS, search_parameter
from users.api.schema.describing import GUEST_OR_USER, USER, Content, Operation, json_answer
from users.api.schema.errors import BODY, CHANGES, KNOWN

BOOKS = "Your books"
SIGNED_IN = ("AUTHENTICATION_REQUIRED", "NOT_ACCEPTABLE")
NOT_FOUND = {
    "STORYBOOK_NOT_FOUND": BOOK_REFUSALS["STORYBOOK_NOT_FOUND"],
    "NOT_FOUND": KNOWN["NOT_FOUND"],  # for what can be no id
}
NOT_YOURS = NOT_FOUND | {"PERMISSION_DENIED": BOOK_REFUSALS["PERMISSION_DENIED"]}


class StorybookSummary(serializers.Serializer):
    """A book in a list. Its addresses hold read tokens, so they need no session."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices, help_text="who reads it")
    style = serializers.ChoiceField(Style.choices, help_text="how it is drawn")
    page_count = serializers.IntegerField(min_value=0)
    cover_url = serializers.URLField(allow_null=True, help_text="the hero, where no cover could be drawn")
    has_errors = serializers.BooleanField(help_text="some pictures could not be drawn")
    is_paid = serializers.BooleanField()
    created_at = moment("when it was made")
    updated_at = moment("when it last changed")


class StorybooksPage(serializers.Serializer):
    """The caller's books, newest first."""

    storybooks = StorybookSummary(many=True)
    next = serializers.URLField(allow_null=True, help_text="the next page, or null")


class StorybookChange(serializers.Serializer):
    """A job that is changing the book."""

    jobId = serializers.UUIDField()
    jobType = serializers.CharField(help_text="the name of its type")
    status = job_status()
    pollingUrl = serializers.URLField(help_text="its status; holds a read token, so it needs no session")


class WholeStorybook(StorybookSummary):
    """A book. Its addresses hold read tokens, so they need no session."""

    story = serializers.CharField()
    character_description = serializers.CharField(allow_blank=True, help_text="the hero, as every picture shows them")
    pages = PageResult(many=True)
    portrait_url = serializers.URLField(allow_null=True, help_text="the hero")
    pdf_url = serializers.URLField(allow_null=True, help_text="the book to print, as PDF")
    pdf_is_current = serializers.BooleanField(help_text="false: the PDF still has the title before this one")
    changes = StorybookChange(many=True, help_text="the jobs that are changing it, and have not ended")
    download_url = serializers.URLField(help_text="the PDF, as a file with the title's name")
    pictures_url = serializers.URLField(help_text="all pictures, as a ZIP")
    warning = serializers.CharField(required=False, help_text="with has_errors: one sentence for people")


EXAMPLE_ID = EXAMPLE_BOOK["storybook_id"]
SUMMARY: dict[str, Any] = {
    "id": EXAMPLE_ID,
    "title": "The Lantern",
    "audience": "children",
    "style": "storybook",
    "page_count": 1,
    "cover_url": EXAMPLE_FILE,
    "has_errors": False,
    "is_paid": False,
    "created_at": "2026-01-01T12:02:00.000Z",
    "updated_at": "2026-01-01T12:02:00.000Z",
}
WHOLE: dict[str, Any] = {
    **SUMMARY,
    "story": EXAMPLE_STORY,
    **{name: EXAMPLE_BOOK[name] for name in ("character_description", "pages", "portrait_url", "pdf_url")},
    "pdf_is_current": True,
    "changes": [],
    "download_url": f"{SITE}/api/storybooks/{EXAMPLE_ID}/download?token=…",
    "pictures_url": f"{SITE}/api/storybooks/{EXAMPLE_ID}/pictures?token=…",
}
RENAMED: dict[str, Any] = {
    **WHOLE,
    "title": "The Lantern and the Fox",
    "pdf_is_current": False,
    "changes": [
        {
            "jobId": JOB_ID,
            "jobType": "edit-storybook",
            "status": "pending",
            "pollingUrl": f"{SITE}/api/jobs/edit-storybook/status/{JOB_ID}?token=…",
        }
    ],
}


def own_books(view: APIView) -> Operation:
    return Operation(
        id="listOwnStorybooks",
        summary="One's own books",
        description="The books of whoever is signed in, newest first, in pages.",
        tag=BOOKS,
        answers={
            200: json_answer("A page of them.", StorybooksPage, {"books": {"storybooks": [SUMMARY], "next": None}})
        },
        errors=("INVALID_INPUT", *SIGNED_IN),
        parameters=(search_parameter("In title and story, or the beginning of an id."), *PAGE_PARAMETERS),
        security=USER,
    )


def book(view: APIView) -> Operation:
    return Operation(
        id="getStorybook",
        summary="A book",
        description="The whole book. For its owner, staff, and who knows the id of a guest's.",
        tag=BOOKS,
        answers={200: json_answer("The book.", WholeStorybook, {"book": WHOLE})},
        errors=("NOT_ACCEPTABLE",),
        own_errors=NOT_FOUND,
        security=GUEST_OR_USER,
    )


def rename(view: APIView) -> Operation:
    return Operation(
        id="renameStorybook",
        summary="Another title",
        description="The book has the title at once. Its PDF gets it by a job, told in `changes`, that first looks "
        "whether the title is fit for its readers: if it is not, the job fails and the book is called as before. Other "
        "fields are ignored.",
        tag=BOOKS,
        answers={200: json_answer("The book.", WholeStorybook, {"renamed": RENAMED})},
        errors=(*BODY, *CHANGES, *SIGNED_IN),
        own_errors=NOT_YOURS | refusals("TOO_MANY_JOBS", "BUDGET_REACHED"),
        body={"application/json": Content(view.input_serializer, {"title": {"title": RENAMED["title"]}})},
        security=USER,
    )


def erase(view: APIView) -> Operation:
    return Operation(
        id="deleteStorybook",
        summary="Delete a book",
        description="Erases the book with its pictures, its PDF, its links and all that its jobs know of it. For its "
        "owner and staff. A book that is still needed, as by a print order, is 409.",
        tag=BOOKS,
        answers={200: json_answer("It is gone.", Done, {"deleted": {"success": True, "message": "Storybook deleted"}})},
        errors=(*CHANGES, *SIGNED_IN),
        own_errors=NOT_YOURS | ERASURE_REFUSALS,
        security=USER,
    )


def edit_scene(view: APIView) -> Operation:
    job_type = job_types()["edit-storybook"]
    return Operation(
        id="editScene",
        summary="Another text under a picture",
        description="Starts a job that looks whether the text is fit for its readers and binds the PDF anew. The text "
        "becomes the book's together with its PDF; until then both are as they were. `page` is the page's "
        "`pageNumber`, `scene` counts from 1 in it.",
        tag=BOOKS,
        answers={202: json_answer("Accepted.", types.started_shape(job_type), started_example(job_type), **LOCATION)},
        errors=(*BODY, *CHANGES, *SIGNED_IN),
        own_errors=BOOK_REFUSALS | NOT_FOUND | refusals("TOO_MANY_JOBS", "BUDGET_REACHED"),
        body={
            "application/json": Content(
                view.input_serializer, {"text": {"description": "Mina finds a lantern where the forest begins."}}
            )
        },
        security=USER,
    )
