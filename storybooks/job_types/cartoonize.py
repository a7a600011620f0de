"""The job type `cartoonize`: a photo, or only a description, becomes a portrait in one of the book's styles."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rest_framework import serializers

from jobs.context import RunContext
from jobs.job_type import Example, Input, Result
from storybooks.api.fields import PictureField, TextField, required, style_field
from storybooks.api.results import EXAMPLE_FILE
from storybooks.catalog import Audience, Style
from storybooks.job_types.base import StudioJob
from storybooks.making.cached import Request, drawn_once
from storybooks.making.desk import Desk
from storybooks.models import StoredFile
from storybooks.studio.base import Hero, Look

NO_FILE = "No image file provided"
READERS = Audience.CHILDREN
"""Nobody has said yet who the readers are: what fits children fits all."""


class CartoonizeInput(serializers.Serializer):
    """JSON with `imageUrl`, or a form with the file `image`; without either the prompt alone is drawn."""

    image = serializers.FileField(required=False, error_messages=required(NO_FILE))
    prompt = TextField(max_length=2000, error_messages=required("Prompt is required"))
    style = style_field(default=Style.SEMI_REALISTIC)
    imageUrl = PictureField(required=False, allow_null=True, allow_blank=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        fields["image"].required = self.context.get("is_form", False)
        return fields


class CartoonizeResult(serializers.Serializer):
    """A portrait."""

    url = serializers.URLField(help_text="the picture; the address holds a read token")
    cached = serializers.BooleanField(help_text="it was drawn before, for the same request")


class StartedInfo(serializers.Serializer):
    style = serializers.ChoiceField(Style.choices)
    promptLength = serializers.IntegerField(min_value=1, help_text="characters")
    hasSourceImage = serializers.BooleanField(help_text="the request brought a photo")


class CartoonizeStarted(serializers.Serializer):
    processingInfo = StartedInfo()


class EndedInfo(serializers.Serializer):
    cached = serializers.BooleanField(help_text="it was drawn before, for the same request")
    message = serializers.CharField(help_text="one sentence for people")


class CartoonizeEnded(serializers.Serializer):
    processingInfo = EndedInfo(required=False, help_text="of a completed job")


class Cartoonize(StudioJob):
    name = "cartoonize"
    path = "cartoonize"
    legacy_path = "image/cartoonize"
    label = "Cartoonize"
    about = "A photo, or only a description, becomes a portrait in one of the book's styles."
    input_serializer = CartoonizeInput
    result_serializer = CartoonizeResult
    started_extra_serializer = CartoonizeStarted
    ended_extra_serializer = CartoonizeEnded
    example = Example(
        request={"prompt": "a girl with a red top", "style": "anime", "imageUrl": EXAMPLE_FILE},
        started={"processingInfo": {"style": "anime", "promptLength": 21, "hasSourceImage": True}},
        ended={
            "result": {"url": EXAMPLE_FILE, "cached": False},
            "processingInfo": {"cached": False, "message": "Newly generated cartoon image"},
        },
    )
    accepts_files = True
    picture_fields = ("image", "imageUrl")
    first_step = "Initializing image cartoonization"
    started_message = "Image cartoonization started successfully"
    completed_message = "Image cartoonized successfully"
    failed_message = "Image cartoonization failed"
    timeout = timedelta(minutes=5)
    concurrency = 5
    phases = (
        (20, "Analyzing image content"),
        (50, "Generating cartoon style"),
        (80, "Applying artistic filters"),
        (101, "Finalizing cartoon image"),
    )
    seconds_per_percent = 1.2
    least_seconds = 30.0

    def estimate_minutes(self, data: Input) -> float:
        return 2

    def started_extra(self, data: Input) -> dict[str, Any]:
        info = {"style": data["style"], "promptLength": len(data["prompt"]), "hasSourceImage": bool(data["picture"])}
        return {"processingInfo": info}

    def ended_extra(self, data: Input, result: Result, absolute: Callable[[str], str]) -> dict[str, Any]:
        message = "Retrieved from cache" if result["cached"] else "Newly generated cartoon image"
        return {"processingInfo": {"cached": result["cached"], "message": message}}

    async def run(self, ctx: RunContext, data: Input) -> Result:
        desk = Desk(ctx)
        await ctx.progress(10, "Preparing image for processing")
        source = {"file": data["picture"]} if data["picture"] else None
        photo = await desk.bytes_of(source) if source else None
        look = Look(Hero(data["prompt"]), READERS, data["style"])
        request = Request("cartoonize", StoredFile.Kind.PORTRAIT, look, source)
        await ctx.progress(33, "Image preparation complete")
        picture, cached = await drawn_once(
            desk, request, 40, "Generating cartoon image", lambda artist: artist.draw_portrait(photo, look)
        )
        await ctx.progress(90, "Finalizing cartoon image")
        return {"url": picture, "cached": cached}
