"""The shapes of what the product's jobs bring about. They only describe; the job types make them."""

from rest_framework import serializers

from jobs.api.schema.shapes import FAILURES as COMMON_FAILURES
from storybooks.refusals import FAILURES

FAILURE_CODES = sorted({*COMMON_FAILURES, *FAILURES})
"""Every code with which one of the product's jobs may fail."""


class SceneResult(serializers.Serializer):
    description = serializers.CharField(help_text="what happens")
    emotion = serializers.CharField(allow_blank=True, help_text="what the hero feels, in a word")
    imagePrompt = serializers.CharField(allow_blank=True, help_text="what the illustrator is told")
    generatedImage = serializers.URLField(
        required=False, help_text="its picture; the hero's own where none could be drawn, or none is drawn yet"
    )
    error = serializers.CharField(required=False, help_text="why its picture could not be drawn")


class PageResult(serializers.Serializer):
    pageNumber = serializers.IntegerField(min_value=1, max_value=1000)
    scenes = SceneResult(many=True)


class BookResult(serializers.Serializer):
    """A book. Its addresses hold read tokens, so they need no session."""

    storybook_id = serializers.UUIDField()
    title = serializers.CharField()
    character_description = serializers.CharField(allow_blank=True, help_text="the hero, as every picture shows them")
    pages = PageResult(many=True)
    has_errors = serializers.BooleanField(help_text="some pictures could not be drawn")
    cover_url = serializers.URLField()
    portrait_url = serializers.URLField(help_text="the hero")
    pdf_url = serializers.URLField(help_text="the book to print, as PDF")
    warning = serializers.CharField(required=False, help_text="with has_errors: one sentence for people")


EXAMPLE_FILE = "https://stories.example/media/8c7d6e5f-1a2b-4c3d-8e9f-0a1b2c3d4e5f?token=…"
EXAMPLE_STORY = (
    "Mina found a lantern at the edge of the forest. A small fox came out of the bushes, and together they walked "
    "to the river until the stars came out."
)
EXAMPLE_SCENE = {
    "description": "Mina finds a lantern at the edge of the forest.",
    "emotion": "curious",
    "imagePrompt": "a girl with a lantern at the edge of a forest",
}
EXAMPLE_BOOK = {
    "storybook_id": "5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716",
    "title": "The Lantern",
    "character_description": "a girl with brown hair and a red top",
    "pages": [{"pageNumber": 1, "scenes": [{**EXAMPLE_SCENE, "generatedImage": EXAMPLE_FILE}]}],
    "has_errors": False,
    "cover_url": EXAMPLE_FILE,
    "portrait_url": EXAMPLE_FILE,
    "pdf_url": EXAMPLE_FILE,
}
