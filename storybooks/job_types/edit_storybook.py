"""The job type `edit-storybook`: a finished book gets another title, or other words under a picture, and a PDF with it.

A title is the book's at once; in the PDF, and to strangers, it is the old one until the new one was found fit. Words
under a picture become the book's together with the PDF.
"""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from rest_framework import serializers

from jobs.context import RunContext
from jobs.database import in_database
from jobs.errors import PermanentError
from jobs.job_type import Example, Input, Result
from storybooks.api.fields import TextField
from storybooks.api.results import EXAMPLE_BOOK
from storybooks.job_types.book_job import BookInput, BookJob, words_of
from storybooks.library import scene_of
from storybooks.making.binding import Parts
from storybooks.making.desk import Desk
from storybooks.making.editing import bind_anew, find_book, with_words
from storybooks.making.preparing import check
from storybooks.models import Storybook
from storybooks.studio import open_studio


class EditInput(BookInput):
    """Another title, or another text under one picture."""

    title = TextField(required=False, max_length=100)

    def validate(self, data: dict) -> dict:
        given = data.keys() - {"storybookId"}
        if given not in ({"title"}, {"page", "scene", "description"}):
            raise serializers.ValidationError({"title": "Tell a new title; or page, scene and description."})
        return data


class EditStorybook(BookJob):
    name = "edit-storybook"
    path = "edit-storybook"
    label = "Edit Storybook"
    about = "Your book gets another title, or another text under one picture, and its PDF is bound anew."
    input_serializer = EditInput
    example = Example(
        request={
            "storybookId": EXAMPLE_BOOK["storybook_id"],
            "page": 1,
            "scene": 1,
            "description": "Mina finds a lantern where the forest begins.",
        },
        ended={"result": EXAMPLE_BOOK},
    )
    first_step = "Initializing editing"
    started_message = "Editing started successfully"
    completed_message = "Storybook edited successfully"
    failed_message = "Editing failed"
    timeout = timedelta(minutes=5)
    concurrency = 3

    def adopt(self, job) -> None:
        super().adopt(job)
        if "title" in job.input_data:
            book = Storybook.objects.filter(id=job.input_data["storybook"])
            book.update(title=job.input_data["title"], updated_at=timezone.now())

    async def run(self, ctx: RunContext, data: Input) -> Result:
        book = await in_database(find_book, data["storybook"])
        await ctx.progress(10, "Checking the words")
        desk = Desk(ctx)
        await self._check(desk, book, data)
        await ctx.progress(40, "Binding the book anew")

        def edit(book: Storybook, parts: Parts) -> Parts:
            if "scene" in data:
                return with_words(parts, scene_of(book, data["page"], data["scene"]), words_of(data))
            is_latest = book.title == data["title"]  # else the title has a job of its own
            return replace(parts, data=parts.data | {"title": data["title"]}) if is_latest else parts

        return await bind_anew(desk, data["storybook"], edit)

    async def _check(self, desk: Desk, book: Storybook, data: Input) -> None:
        words = data.get("title") or data["description"]
        try:
            async with open_studio() as studio:
                await check(desk, studio, book.audience, [words], None)
        except PermanentError:
            if "title" in data:
                await desk.ctx.write(_take_back, book, data["title"])
            raise


def _take_back(book: Storybook, title: str) -> None:
    """The book is called again as its PDF says, unless it has got yet another title."""
    Storybook.objects.filter(id=book.id, title=title).update(title=book.printed_title, updated_at=timezone.now())
