"""Fields that several kinds of request share. Their error texts are those that clients of the guide show."""

import unicodedata

from rest_framework import serializers

from storybooks.catalog import Audience, Style

LONGEST_PICTURE = 14_100_000
"""Characters: a picture of settings.MAX_PHOTO_BYTES as a data: URL."""
PICTURE_HELP = (
    "A data:image/…;base64, URL, a public http(s) address, or the address of one of your own files here. JPEG, PNG or "
    "WebP, at most 10 MB and 40 megapixels, at least 64 pixels a side"
)
BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
INVALID_STYLE = f"Invalid style. Must be one of: {', '.join(Style.values)}"


def required(message: str) -> dict[str, str]:
    return dict.fromkeys(("required", "null", "blank", "invalid", "empty"), message)


class TextField(serializers.CharField):
    """A text that people read: without controls that turn its letters around, and never of nothing but blanks."""

    def to_internal_value(self, data) -> str:
        text = super().to_internal_value(data).translate(BIDI_CONTROLS).strip()
        if text and not any(unicodedata.category(letter)[0] in "LNPS" for letter in text):
            raise serializers.ValidationError("There is nothing to read in this text.")
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class PictureField(serializers.CharField):
    """A picture: a data: URL, the address of one of our files, or a public http(s) address."""

    def __init__(self, **options):
        super().__init__(max_length=LONGEST_PICTURE, **{"help_text": PICTURE_HELP, **options})


def audience_field(**options) -> serializers.ChoiceField:
    messages = {**required("Invalid audience type"), "invalid_choice": "Invalid audience type"}
    return serializers.ChoiceField(Audience.choices, error_messages=messages, help_text="who reads it", **options)


def style_field(default: Style = Style.STORYBOOK) -> serializers.ChoiceField:
    messages = {**required(INVALID_STYLE), "invalid_choice": INVALID_STYLE}
    return serializers.ChoiceField(Style.choices, default=default, error_messages=messages, help_text="how it is drawn")
