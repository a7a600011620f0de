"""The job type `image-generation`: one scene as a picture, with the hero of a portrait in it where there is one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rest_framework import serializers

from jobs.context import RunContext
from jobs.job_type import Example, Input, Result
from storybooks.api.fields import PictureField, TextField, audience_field, required, style_field
from storybooks.api.results import EXAMPLE_FILE
from storybooks.catalog import Audience, Style
from storybooks.job_types.base import StudioJob
from storybooks.making.cached import Request, drawn_once
from storybooks.making.desk import Desk
from storybooks.models import StoredFile
from storybooks.studio.base import Hero, Look, Scene

MISSING = "Missing required fields: image_prompt, character_description, and emotion are required"


class ImageInput(serializers.Serializer):
    image_prompt = TextField(max_length=2000, error_messages=required(MISSING))
    character_description = TextField(max_length=1000, error_messages=required(MISSING))
    emotion = TextField(max_length=40, error_messages=required(MISSING))
    audience = audience_field()
    isReusedImage = serializers.BooleanField(default=False)
    cartoon_image = PictureField(required=False, allow_null=True, allow_blank=True)
    style = style_field()


class ImageResult(serializers.Serializer):
    """A picture of one scene."""

    url = serializers.URLField(help_text="the picture; the address holds a read token")
    prompt_used = serializers.CharField(help_text="the image_prompt of the request")
    reused = serializers.BooleanField(help_text="it was drawn before, for the same request")


class ImageInfo(serializers.Serializer):
    style = serializers.ChoiceField(Style.choices)
    audience = serializers.ChoiceField(Audience.choices)
    emotion = serializers.CharField()
    isReusedImage = serializers.BooleanField()
    promptLength = serializers.IntegerField(min_value=1, help_text="characters")


class ImageStarted(serializers.Serializer):
    imageInfo = ImageInfo()


class GenerationInfo(serializers.Serializer):
    reused = serializers.BooleanField(help_text="it was drawn before, for the same request")
    promptUsed = serializers.CharField(help_text="the image_prompt of the request")
    style = serializers.ChoiceField(Style.choices)


class ImageEnded(serializers.Serializer):
    generationInfo = GenerationInfo(required=False, help_text="of a completed job")


class Image(StudioJob):
    name = "image-generation"
    path = "image"
    legacy_path = "story/generate-cartoon-image"
    label = "Image Generation"
    about = "One scene becomes a picture, with the hero of a portrait in it where there is one."
    input_serializer = ImageInput
    result_serializer = ImageResult
    started_extra_serializer = ImageStarted
    ended_extra_serializer = ImageEnded
    example = Example(
        request={
            "image_prompt": "a girl with a lantern at the edge of a forest",
            "character_description": "a girl with brown hair and a red top",
            "emotion": "curious",
            "audience": "children",
        },
        started={
            "imageInfo": {
                "style": "storybook",
                "audience": "children",
                "emotion": "curious",
                "isReusedImage": False,
                "promptLength": 45,
            }
        },
        ended={
            "result": {
                "url": EXAMPLE_FILE,
                "prompt_used": "a girl with a lantern at the edge of a forest",
                "reused": False,
            },
            "generationInfo": {
                "reused": False,
                "promptUsed": "a girl with a lantern at the edge of a forest",
                "style": "storybook",
            },
        },
    )
    picture_fields = ("cartoon_image",)
    first_step = "Initializing image generation"
    started_message = "Image generation started successfully"
    completed_message = "Image generated successfully"
    failed_message = "Image generation failed"
    timeout = timedelta(minutes=5)
    concurrency = 5
    phases = (
        (25, "Processing scene description"),
        (50, "Generating base composition"),
        (75, "Adding character details"),
        (101, "Finalizing illustration"),
    )
    seconds_per_percent = 1.5
    least_seconds = 30.0

    def estimate_minutes(self, data: Input) -> float:
        return 2

    def started_extra(self, data: Input) -> dict[str, Any]:
        told = {name: data[name] for name in ("style", "audience", "emotion", "isReusedImage")}
        return {"imageInfo": told | {"promptLength": len(data["image_prompt"])}}

    def ended_extra(self, data: Input, result: Result, absolute: Callable[[str], str]) -> dict[str, Any]:
        told = {"reused": result["reused"], "promptUsed": result["prompt_used"], "style": data["style"]}
        return {"generationInfo": told}

    async def run(self, ctx: RunContext, data: Input) -> Result:
        desk = Desk(ctx)
        await ctx.progress(10, "Checking for cached images")
        source = {"file": data["picture"]} if data["picture"] else None
        portrait = await desk.bytes_of(source) if source else None
        look = Look(Hero(data["character_description"]), data["audience"], data["style"], portrait)
        scene = Scene(data["image_prompt"], data["emotion"], data["image_prompt"])
        request = Request("image", StoredFile.Kind.SCENE, look, source, scene)
        picture, reused = await drawn_once(
            desk,
            request,
            50,
            "Cache check complete, generating new image",
            lambda artist: artist.draw_scene(scene, look),
        )
        return {"url": picture, "prompt_used": data["image_prompt"], "reused": reused}
