"""The job type `scenes`: a story becomes pages of scenes, as a storybook request takes them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rest_framework import serializers

from jobs.context import RunContext
from jobs.job_type import Example, Input, Result
from storybooks.api.fields import PictureField, TextField, audience_field, required
from storybooks.api.results import EXAMPLE_SCENE, EXAMPLE_STORY, PageResult
from storybooks.catalog import AUDIENCES, Audience
from storybooks.job_types.base import StudioJob
from storybooks.making.desk import Desk
from storybooks.making.preparing import check, describe_hero, plan_pages
from storybooks.studio import open_studio

TOO_SHORT = "Story must be at least 50 characters long."
BASE_MINUTES = {Audience.CHILDREN: 2, Audience.YOUNG_ADULTS: 3, Audience.ADULTS: 4}


class ScenesInput(serializers.Serializer):
    story = TextField(min_length=50, max_length=10_000, error_messages={**required(TOO_SHORT), "min_length": TOO_SHORT})
    characterImage = PictureField(required=False, allow_null=True, allow_blank=True)
    audience = audience_field(default=Audience.CHILDREN)


class ScenesResult(serializers.Serializer):
    """Pages as a storybook request takes them."""

    pages = PageResult(many=True)
    character_description = serializers.CharField(required=False, help_text="the hero; only with a characterImage")


class StoryInfo(serializers.Serializer):
    wordCount = serializers.IntegerField(min_value=0, help_text="words of the story")
    audience = serializers.ChoiceField(Audience.choices)
    estimatedScenes = serializers.CharField(help_text="a number, in digits")


class ScenesStarted(serializers.Serializer):
    storyInfo = StoryInfo()


class SceneInfo(serializers.Serializer):
    totalPages = serializers.IntegerField(min_value=1)
    totalScenes = serializers.IntegerField(min_value=1)
    averageScenesPerPage = serializers.FloatField(help_text="with one decimal")


class ScenesEnded(serializers.Serializer):
    sceneInfo = SceneInfo(required=False, help_text="of a completed job")


class Scenes(StudioJob):
    name = "scenes"
    path = "scenes"
    legacy_path = "story/generate-scenes"
    label = "Scene Generation"
    about = "A story becomes pages of scenes, as a storybook request takes them."
    input_serializer = ScenesInput
    result_serializer = ScenesResult
    started_extra_serializer = ScenesStarted
    ended_extra_serializer = ScenesEnded
    example = Example(
        request={"story": EXAMPLE_STORY, "audience": "children"},
        started={"storyInfo": {"wordCount": 29, "audience": "children", "estimatedScenes": "10"}},
        ended={
            "result": {"pages": [{"pageNumber": 1, "scenes": [EXAMPLE_SCENE]}]},
            "sceneInfo": {"totalPages": 1, "totalScenes": 1, "averageScenesPerPage": 1.0},
        },
    )
    picture_fields = ("characterImage",)
    first_step = "Initializing scene generation"
    started_message = "Scene generation started successfully"
    completed_message = "Scenes generated successfully"
    failed_message = "Scene generation failed"
    timeout = timedelta(minutes=10)
    priority = 2
    concurrency = 3
    phases = (
        (30, "Analyzing story structure"),
        (60, "Breaking down into scenes"),
        (90, "Creating visual descriptions"),
        (101, "Finalizing scene layout"),
    )
    seconds_per_percent = 1.8

    def estimate_minutes(self, data: Input) -> float:
        return max(1, BASE_MINUTES[data["audience"]] + len(data["story"].split()) // 200)

    def started_extra(self, data: Input) -> dict[str, Any]:
        words, scenes = len(data["story"].split()), AUDIENCES[data["audience"]].scenes
        return {"storyInfo": {"wordCount": words, "audience": data["audience"], "estimatedScenes": str(scenes)}}

    def ended_extra(self, data: Input, result: Result, absolute: Callable[[str], str]) -> dict[str, Any]:
        pages = result["pages"]
        scenes = sum(len(page["scenes"]) for page in pages)
        average = round(scenes / len(pages), 1)
        return {"sceneInfo": {"totalPages": len(pages), "totalScenes": scenes, "averageScenesPerPage": average}}

    async def run(self, ctx: RunContext, data: Input) -> Result:
        desk, picture = Desk(ctx), {"file": data["picture"]} if data["picture"] else None
        async with open_studio() as studio:
            await ctx.progress(10, "Analyzing story structure")
            await check(desk, studio, data["audience"], [data["story"]], picture)
            hero = await describe_hero(desk, studio, picture, data["audience"]) if picture else None
            if hero:
                await ctx.progress(30, "Character analysis complete")
            await ctx.progress(40, "Breaking story into scenes")
            pages = await plan_pages(desk, studio, "", data["story"], data["audience"])
            await ctx.progress(70, "Scene breakdown complete")
        await ctx.progress(90, "Finalizing scene layout")
        if not hero:
            return {"pages": pages}
        return {"pages": _shown(pages, picture), "character_description": hero.description}


def _shown(pages: list[dict[str, Any]], picture: dict[str, str]) -> list[dict[str, Any]]:
    """Until a scene is drawn, clients show the hero's picture in its place."""
    return [{**page, "scenes": [{**scene, "generatedImage": picture} for scene in page["scenes"]]} for page in pages]
