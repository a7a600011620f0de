"""The job type `storybook`: a photo and a story become an illustrated, printable book."""

from datetime import timedelta

from jobs.context import RunContext
from jobs.job_type import Example, Input, Result
from storybooks.api.results import EXAMPLE_BOOK, EXAMPLE_FILE, EXAMPLE_STORY, BookResult
from storybooks.api.storybook_input import StorybookInput
from storybooks.catalog import AUDIENCES
from storybooks.job_types.base import StudioJob
from storybooks.making.book import Milestones, make_book


class Storybook(StudioJob):
    name = "storybook"
    path = "storybook"
    legacy_path = "story/create-storybook"
    label = "Storybook"
    about = "A photo and a story become an illustrated, printable book."
    input_serializer = StorybookInput
    result_serializer = BookResult
    example = Example(
        request={
            "title": "The Lantern",
            "story": EXAMPLE_STORY,
            "characterImage": EXAMPLE_FILE,
            "audience": "children",
            "style": "storybook",
        },
        ended={"result": EXAMPLE_BOOK},
    )
    picture_fields = ("characterImage",)
    counts_as = "storybook"
    first_step = "Initializing storybook generation"
    started_message = "Storybook generation started successfully"
    completed_message = "Storybook generated successfully"
    timeout = timedelta(minutes=20)
    max_retries = 2
    priority = 2
    concurrency = 2

    def title_of(self, data: Input) -> str:
        return data["title"]

    def estimate_minutes(self, data: Input) -> float:
        pages = len(data.get("pages") or ()) or AUDIENCES[data["audience"]].pages
        return max(2, 0.5 * pages)

    async def run(self, ctx: RunContext, data: Input) -> Result:
        return await make_book(ctx, data, MILESTONES)


MILESTONES = Milestones(
    begun=(5, "Analyzing character image"),
    planned=(25, "Character analysis complete"),
    drawn=(75, "All scenes processed, saving storybook"),
    saved="Storybook saved successfully",
)
