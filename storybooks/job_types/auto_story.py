"""The job type `auto-story`: a hero and a genre become a written, illustrated, printable book."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rest_framework import serializers

from jobs.context import RunContext
from jobs.job_type import Example, Input, Result
from storybooks.api.fields import PictureField, TextField, audience_field, required, style_field
from storybooks.api.results import EXAMPLE_BOOK, EXAMPLE_FILE, EXAMPLE_STORY, BookResult
from storybooks.catalog import Genre
from storybooks.job_types.base import StudioJob
from storybooks.making.book import Milestones, make_book
from storybooks.making.desk import Desk
from storybooks.making.preparing import check
from storybooks.studio import open_studio
from storybooks.studio.base import Hero

MISSING = "Missing required fields: genre, characterDescription, and cartoonImageUrl are required"


class GenreField(serializers.ChoiceField):
    def to_internal_value(self, data) -> str:
        if data == "":
            self.fail("required")
        return super().to_internal_value(data)


class AutoStoryInput(serializers.Serializer):
    characterDescription = TextField(max_length=1000, error_messages=required(MISSING))
    cartoonImageUrl = PictureField(error_messages=required(MISSING))
    audience = audience_field()
    genre = GenreField(Genre.choices, error_messages={**required(MISSING), "invalid_choice": "Invalid genre"})
    style = style_field()
    title = TextField(max_length=100, default="", allow_blank=True, help_text="else the writer finds one")
    isReusedImage = serializers.BooleanField(
        default=True, help_text="`false`: the picture is a photo, and the portrait is drawn after it"
    )

    def to_internal_value(self, data) -> dict[str, Any]:
        """What is missing is told before what is wrong, since clients show the first error."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            missing_first = sorted(error.detail.items(), key=lambda item: item[1] != [MISSING])
            raise serializers.ValidationError(dict(missing_first)) from None


class AutoStoryResult(BookResult):
    """A book and the story that was written for it. Its addresses hold read tokens, so they need no session."""

    generated_story = serializers.CharField()


class AutoStoryPhases(serializers.Serializer):
    phases = serializers.ListField(child=serializers.CharField(), help_text="what it will be busy with, in order")


class AutoStoryBook(serializers.Serializer):
    storybookUrl = serializers.URLField(required=False, help_text="of a completed job: the book's page")


class AutoStory(StudioJob):
    name = "auto-story"
    path = "auto-story"
    legacy_path = "story/generate-auto-story"
    label = "Auto Story"
    about = "A hero and a genre become a written, illustrated, printable book. Needs a session."
    input_serializer = AutoStoryInput
    result_serializer = AutoStoryResult
    started_extra_serializer = AutoStoryPhases
    ended_extra_serializer = AutoStoryBook
    picture_fields = ("cartoonImageUrl",)
    sign_in_message = "Please sign in to generate an automatic story"
    counts_as = "storybook"
    first_step = "Initializing auto-story generation"
    started_message = "Auto-story generation started successfully"
    completed_message = "Auto-story generated successfully"
    failed_message = "Auto-story generation failed"
    timeout = timedelta(minutes=15)
    priority = 3
    concurrency = 2
    phases = (
        (25, "Generating story content"),
        (50, "Creating scene breakdown"),
        (90, "Generating illustrations"),
        (101, "Assembling final storybook"),
    )
    example = Example(
        request={
            "genre": "adventure",
            "characterDescription": "a girl with brown hair and a red top",
            "cartoonImageUrl": EXAMPLE_FILE,
            "audience": "children",
        },
        started={"phases": [words for _, words in phases]},
        ended={
            "result": {**EXAMPLE_BOOK, "generated_story": EXAMPLE_STORY},
            "storybookUrl": f"https://stories.example/storybook/{EXAMPLE_BOOK['storybook_id']}",
        },
    )
    seconds_per_percent = 3.0

    def title_of(self, data: Input) -> str:
        return data.get("title") or f"{Genre(data['genre']).label} story"

    def estimate_minutes(self, data: Input) -> float:
        return 5

    def started_extra(self, data: Input) -> dict[str, Any]:
        return {"phases": [words for _, words in self.phases]}

    def ended_extra(self, data: Input, result: Result, absolute: Callable[[str], str]) -> dict[str, Any]:
        return {"storybookUrl": absolute(f"/storybook/{result['storybook_id']}")}

    async def run(self, ctx: RunContext, data: Input) -> Result:
        await ctx.progress(5, "Generating story content")
        story = await self._story(ctx, data)
        title = data.get("title") or story["title"]
        book = {"isReusedImage": True, **data, **story, "title": title}
        return {**await make_book(ctx, book, MILESTONES), "generated_story": story["story"]}

    async def _story(self, ctx: RunContext, data: Input) -> dict[str, str]:
        hero = Hero(data["characterDescription"])
        async with open_studio() as studio:
            picture = {"file": data["picture"]}
            await check(
                Desk(ctx),
                studio,
                data["audience"],
                [data.get("title", ""), hero.description],
                picture,
                step="check-request",
            )

            async def work() -> dict[str, str]:
                story = await studio.writer.write_story(data["genre"], hero, data["audience"])
                return {"title": story.title, "story": story.text}

            return await ctx.step("story", work)


MILESTONES = Milestones(
    begun=(25, "Creating scene breakdown"),
    planned=(50, "Generating illustrations"),
    drawn=(90, "Assembling final storybook"),
    saved="Auto-story generation complete",
)
