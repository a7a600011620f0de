"""The job type `storybook`: a photo and a story become an illustrated, printable book."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from jobs.context import RunContext
from jobs.job_type import Input, JobType, Result
from storybooks.api.storybook_input import StorybookInput
from storybooks.catalog import AUDIENCES
from storybooks.character_image import load_character_image
from storybooks.files import erase, keep
from storybooks.making.book import make_book
from storybooks.models import StoredFile


class Storybook(JobType):
    name = "storybook"
    path = "storybook"
    label = "Storybook"
    input_serializer = StorybookInput
    first_step = "Initializing storybook generation"
    started_message = "Storybook generation started successfully"
    completed_message = "Storybook generated successfully"
    timeout = timedelta(minutes=20)
    max_retries = 2
    priority = 2
    concurrency = 2

    def accept(self, data: Input, user) -> Input:
        photo = load_character_image(data["characterImage"], user)
        user_id = user.pk if user else None
        file = keep(StoredFile.Kind.PHOTO, photo.data, photo.mime, user_id=user_id)
        return {**data, "characterImage": str(file.id), "pages": data.get("pages") or []}

    def withdraw(self, data: Input) -> None:
        for photo in StoredFile.objects.filter(id=data["characterImage"], job__isnull=True):
            erase(photo)

    def adopt(self, job) -> None:
        StoredFile.objects.filter(id=job.input_data["characterImage"], job__isnull=True).update(job=job)

    def estimate_minutes(self, data: Input) -> float:
        pages = len(data["pages"]) or AUDIENCES[data["audience"]].pages
        return max(2, 0.5 * pages)

    def present(self, result: Result, absolute: Callable[[str], str]) -> Result:
        return with_urls(result, absolute)

    async def run(self, ctx: RunContext, data: Input) -> Result:
        return await make_book(ctx, data)


def with_urls(value: Any, absolute: Callable[[str], str]) -> Any:
    """The value with every {"file": id} in it replaced by the file's URL."""
    if isinstance(value, dict):
        if value.keys() == {"file"}:
            return absolute(f"/media/{UUID(value['file'])}")
        return {key: with_urls(item, absolute) for key, item in value.items()}
    if isinstance(value, list):
        return [with_urls(item, absolute) for item in value]
    return value
