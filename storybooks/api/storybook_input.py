"""What a storybook request may hold. The texts of the first errors are those that clients of the guide show."""

import unicodedata

from rest_framework import serializers

from storybooks.catalog import Audience, Style

MAX_SCENES = 32
STORY_FOR_PLANNING = 50


def required(message: str) -> dict[str, str]:
    return dict.fromkeys(("required", "null", "blank", "invalid", "empty"), message)


BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def readable(text: str) -> str:
    """The text without controls that turn its letters around. Raises ValidationError when nothing can be seen of it."""
    text = text.translate(BIDI_CONTROLS).strip()
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in text):
        raise serializers.ValidationError("There is nothing to read in this text.")
    return text


class SceneInput(serializers.Serializer):
    description = serializers.CharField(max_length=2000)
    emotion = serializers.CharField(max_length=40, default="happy", allow_blank=True)
    imagePrompt = serializers.CharField(max_length=2000, default="", allow_blank=True)


class PageInput(serializers.Serializer):
    pageNumber = serializers.IntegerField(min_value=1, max_value=1000)
    scenes = SceneInput(many=True, allow_empty=False, max_length=6)


class StorybookInput(serializers.Serializer):
    title = serializers.CharField(max_length=100, error_messages=required("Title is required"))
    story = serializers.CharField(
        min_length=10, max_length=10_000, error_messages=required("Story content is required")
    )
    pages = PageInput(many=True, required=False, max_length=20)
    characterImage = serializers.CharField(
        max_length=14_100_000, error_messages=required("Character image is required")
    )
    audience = serializers.ChoiceField(
        Audience, error_messages={**required("Invalid audience type"), "invalid_choice": "Invalid audience type"}
    )
    style = serializers.ChoiceField(
        Style,
        default=Style.STORYBOOK,
        error_messages={"invalid_choice": f"Invalid style. Must be one of: {', '.join(Style.values)}"},
    )
    characterDescription = serializers.CharField(max_length=1000, default="", allow_blank=True)
    isReusedImage = serializers.BooleanField(default=False)

    def validate_title(self, title: str) -> str:
        return readable(title)

    def validate_story(self, story: str) -> str:
        return readable(story)

    def validate(self, data: dict) -> dict:
        if not data.get("pages") and len(data["story"]) < STORY_FOR_PLANNING:
            raise serializers.ValidationError(
                {"story": f"Story must be at least {STORY_FOR_PLANNING} characters long."}
            )
        if sum(len(page["scenes"]) for page in data.get("pages", ())) > MAX_SCENES:
            raise serializers.ValidationError({"pages": f"A book has at most {MAX_SCENES} scenes."})
        return data
