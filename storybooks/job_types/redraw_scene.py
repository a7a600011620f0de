"""The job type `redraw-scene`: one picture of a finished book is drawn anew, and the book bound with it."""

from dataclasses import replace
from datetime import timedelta

from rest_framework import serializers

from jobs.context import RunContext
from jobs.database import in_database
from jobs.job_type import Example, Input, Result
from storybooks.api.fields import TextField
from storybooks.api.results import EXAMPLE_BOOK
from storybooks.job_types.book_job import BookInput, BookJob, words_of
from storybooks.library import scene_of
from storybooks.making.binding import Parts, parts_of
from storybooks.making.desk import Desk, FileRef
from storybooks.making.editing import bind_anew, find_book, with_picture, with_words
from storybooks.making.preparing import check
from storybooks.models import StoredFile, Storybook
from storybooks.studio import open_studio
from storybooks.studio.base import Illustrator, Look, Picture

WHICH = "Tell which picture: the page and the scene, or the cover."


class RedrawInput(BookInput):
    """A scene, with other words for it where they are given; or the cover."""

    cover = serializers.BooleanField(default=False, help_text="true: the cover, and no scene")
    emotion = TextField(required=False, max_length=40, help_text="what the hero feels, in a word")
    imagePrompt = TextField(required=False, max_length=2000, help_text="what the illustrator is told instead")

    def validate(self, data: dict) -> dict:
        named = {"page", "scene"} & data.keys()
        if len(named) != (0 if data["cover"] else 2):
            raise serializers.ValidationError({"scene": WHICH})
        if data["cover"] and words_of(data):
            raise serializers.ValidationError({"cover": "A cover has no words of its own."})
        return data


class RedrawScene(BookJob):
    name = "redraw-scene"
    path = "redraw-scene"
    label = "Redraw Scene"
    about = "One picture of your book is drawn anew, with the same hero in the same style, and the PDF bound with it."
    input_serializer = RedrawInput
    example = Example(
        request={
            "storybookId": EXAMPLE_BOOK["storybook_id"],
            "page": 1,
            "scene": 1,
            "imagePrompt": "a girl with a glowing lantern at the edge of a dark forest",
        },
        ended={"result": EXAMPLE_BOOK},
    )
    first_step = "Initializing redrawing"
    started_message = "Redrawing started successfully"
    completed_message = "Picture redrawn successfully"
    failed_message = "Redrawing failed"
    timeout = timedelta(minutes=8)
    concurrency = 3

    async def run(self, ctx: RunContext, data: Input) -> Result:
        desk = Desk(ctx)
        book = await in_database(find_book, data["storybook"])
        await ctx.progress(5, "Checking the words")
        async with open_studio() as studio:
            if words_of(data):
                await check(desk, studio, book.audience, [*words_of(data).values()], None)
            await ctx.progress(10, "Drawing the picture")
            drawn = await _draw(desk, studio.illustrator, book, data)
        await ctx.progress(80, "Binding the book anew")

        def edit(book: Storybook, parts: Parts) -> Parts:
            if data["cover"]:
                return replace(parts, cover=drawn)
            at = scene_of(book, data["page"], data["scene"])
            return with_picture(with_words(parts, at, words_of(data)), at, drawn)

        return await bind_anew(desk, data["storybook"], edit)


async def _draw(desk: Desk, illustrator: Illustrator, book: Storybook, data: Input) -> FileRef:
    parts = parts_of(book)
    portrait = await desk.bytes_of(parts.portrait)
    look = Look(parts.hero, book.audience, book.style, portrait, take=str(desk.ctx.job_id))

    async def cover() -> Picture:
        return await illustrator.draw_cover(book.printed_title, book.story, look)

    async def scene() -> Picture:
        page, place = scene_of(book, data["page"], data["scene"])
        return await illustrator.draw_scene(replace(parts.pages[page].scenes[place], **words_of(data)), look)

    if data["cover"]:
        return await desk.draw("cover", StoredFile.Kind.COVER, cover)
    return await desk.draw("picture", StoredFile.Kind.SCENE, scene)
