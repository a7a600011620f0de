"""What the job types share that change a finished book: whose it must be, and what they answer."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from rest_framework import serializers

from jobs.job_type import Input, JobType, Result
from storybooks.api.fields import TextField
from storybooks.api.results import BookResult
from storybooks.files import shown_files, with_urls
from storybooks.job_types.base import book_place
from storybooks.library import StorybookNotFound, lock_changes, own_book, scene_of
from storybooks.models import Storybook
from storybooks.refusals import BOOK_REFUSALS, FAILURES


class BookInput(serializers.Serializer):
    """A book, and a scene of it."""

    storybookId = serializers.UUIDField()
    page = serializers.IntegerField(required=False, min_value=1, max_value=1000, help_text="the page's `pageNumber`")
    scene = serializers.IntegerField(
        required=False, min_value=1, max_value=1000, help_text="which of the page's scenes, counted from 1"
    )
    description = TextField(required=False, max_length=2000, help_text="another text under the picture")


class BookJob(JobType):
    """A job that changes one book of whoever starts it. Its input names the book under `storybook`."""

    result_serializer = BookResult
    refusals = BOOK_REFUSALS
    failure_codes = FAILURES
    sign_in_message = "Please sign in to change your books."
    priority = 3  # somebody looks at the page and waits
    max_retries = 2
    seconds_per_percent = 0.6
    least_seconds = 30.0

    def accept(self, data: Input, user) -> Input:
        book = own_book(data["storybookId"], user)
        if "scene" in data:
            scene_of(book, data["page"], data["scene"])
        rest = {name: value for name, value in data.items() if name != "storybookId"}
        return {**rest, "storybook": str(book.id), "book_title": book.title}

    def adopt(self, job) -> None:
        """Whoever erases the book at this moment either waits, and finds the job; or else the job finds no book."""
        book_id = UUID(job.input_data["storybook"])
        lock_changes(book_id)
        if not Storybook.objects.filter(id=book_id, user=job.user).exists():
            raise StorybookNotFound

    def title_of(self, data: Input) -> str:
        return data["book_title"]

    def estimate_minutes(self, data: Input) -> float:
        return 1

    def place(self, result: Result) -> str:
        return book_place(result)

    def files(self, ids: Collection[UUID]) -> dict[UUID, tuple[str, bool]]:
        return shown_files(ids)

    def present(self, result: Result, absolute: Callable[[str], str]) -> Result:
        return with_urls(result, absolute)


def words_of(data: Input) -> dict[str, Any]:
    """The words that a request brings for a scene, by the names that scenes have in the studio."""
    names = {"description": "description", "emotion": "emotion", "imagePrompt": "image_prompt"}
    return {ours: data[name] for name, ours in names.items() if name in data}
