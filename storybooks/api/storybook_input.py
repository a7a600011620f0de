"""What a storybook request may hold. The texts of the first errors are those that clients of the guide show."""

from rest_framework import serializers

from storybooks.api.fields import PictureField, TextField, audience_field, required, style_field

MAX_SCENES = 32
STORY_FOR_PLANNING = 50


class SceneInput(serializers.Serializer):
    description = serializers.CharField(max_length=2000, help_text="what happens")
    emotion = serializers.CharField(
        max_length=40, default="happy", allow_blank=True, help_text="what the hero feels, in a word"
    )
    imagePrompt = serializers.CharField(
        max_length=2000, default="", allow_blank=True, help_text="what the illustrator is told besides"
    )


class PageInput(serializers.Serializer):
    pageNumber = serializers.IntegerField(min_value=1, max_value=1000)
    scenes = SceneInput(many=True, allow_empty=False, max_length=6)


class StorybookInput(serializers.Serializer):
    title = TextField(max_length=100, error_messages=required("Title is required"))
    story = TextField(min_length=10, max_length=10_000, error_messages=required("Story content is required"))
    pages = PageInput(
        many=True,
        required=False,
        max_length=20,
        help_text="at most 20, with 32 scenes in all; else planned from the story",
    )
    characterImage = PictureField(error_messages=required("Character image is required"))
    audience = audience_field()
    style = style_field()
    characterDescription = TextField(max_length=1000, default="", allow_blank=True)
    isReusedImage = serializers.BooleanField(default=False)

    def validate(self, data: dict) -> dict:
        if not data.get("pages") and len(data["story"]) < STORY_FOR_PLANNING:
            raise serializers.ValidationError(
                {"story": f"Story must be at least {STORY_FOR_PLANNING} characters long."}
            )
        if sum(len(page["scenes"]) for page in data.get("pages", ())) > MAX_SCENES:
            raise serializers.ValidationError({"pages": f"A book has at most {MAX_SCENES} scenes."})
        return data
