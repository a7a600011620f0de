"""The forms of the steps: what the API would refuse, told beside the field and in the family's language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from storybooks.api.fields import TextField
from storybooks.api.storybook_input import STORY_FOR_PLANNING
from storybooks.catalog import Audience, Genre, Style
from storybooks.pages.home import STYLE_NAMES
from users.pages.forms import PageForm

LONGEST_STORY = 10_000
AUDIENCE_NAMES = {
    Audience.CHILDREN: _("Children"),
    Audience.YOUNG_ADULTS: _("Young adults"),
    Audience.ADULTS: _("Adults"),
}
GENRE_NAMES = {
    Genre.ADVENTURE: _("Adventure"),
    Genre.SIBLINGS: _("Playing with siblings"),
    Genre.BEDTIME: _("Going to sleep"),
    Genre.FANTASY: _("Fantasy and science fiction"),
    Genre.HISTORY: _("History"),
}
PHOTO_ERRORS = {
    "PHOTO_TOO_LARGE": _("This photo is too large. It may have up to 10 MB and 40 megapixels."),
    "PHOTO_TOO_SMALL": _("This picture is too small: each side needs at least 64 pixels."),
    "PHOTO_TYPE_UNSUPPORTED": _("We can read photos in JPEG, PNG and WebP. Please choose one of these."),
    "PHOTO_UNREADABLE": _("This photo is damaged and cannot be read. Please choose another one."),
}
NO_PHOTO = _("Please take a photo or choose one.")


def legible(text: str) -> str:
    """As the API keeps it. Raises a form's error for one in which there is nothing to read."""
    try:
        return TextField(allow_blank=True).to_internal_value(text)
    except ValidationError:
        raise forms.ValidationError(_("There is nothing to read in this text.")) from None


class WordsField(forms.CharField):
    """A text as the API keeps it."""

    def to_python(self, value: Any) -> str:
        return legible((super().to_python(value) or "").replace("\r\n", "\n"))


class TitleForm(PageForm):
    title = WordsField(
        label=_("Title"),
        help_text=_("It stands on the cover. You can change it later."),
        max_length=100,
        error_messages={
            "required": _("Please give the book a title."),
            "max_length": _("A title has at most 100 characters."),
        },
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


class PhotoForm(PageForm):
    """`photo` may be missing when there is one already."""

    photo = forms.FileField(
        required=False, error_messages={"empty": NO_PHOTO, "invalid": NO_PHOTO, "missing": NO_PHOTO}
    )


class StyleForm(PageForm):
    style = forms.ChoiceField(
        label=_("Style"),
        choices=[(style.value, STYLE_NAMES[style]) for style in Style],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a style."), "invalid_choice": _("Please choose a style.")},
    )


class AudienceForm(PageForm):
    audience = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=[(audience.value, AUDIENCE_NAMES[audience]) for audience in Audience],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose who reads it."),
            "invalid_choice": _("Please choose who reads it."),
        },
    )


class StoryForm(PageForm):
    """A story of the family's own, or a genre and who the hero is; what is not chosen may be anything."""

    kind = forms.ChoiceField(
        choices=[("own", _("I tell the story")), ("genre", _("Write one for us"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose whose story it is."),
            "invalid_choice": _("Please choose whose story it is."),
        },
    )
    story = forms.CharField(
        label=_("Your story"),
        required=False,
        help_text=_("A few sentences are enough; ten to forty make a good book."),
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 10, "maxlength": LONGEST_STORY}),
    )
    genre = forms.ChoiceField(
        label=_("What kind of story?"),
        required=False,
        choices=[(genre.value, GENRE_NAMES[genre]) for genre in Genre],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose a kind of story.")},
    )
    hero = forms.CharField(
        label=_("Who is the hero?"),
        required=False,
        help_text=_("A name, and what they look like or love: “Mina, six years old, with brown curls and a red coat”."),
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3, "maxlength": 1000}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check = {"own": self._check_own, "genre": self._check_genre}.get(cleaned.get("kind"))
        if check:
            check(cleaned)
        return cleaned

    def _check_own(self, cleaned: dict[str, Any]) -> None:
        story = self._legible("story", cleaned)
        if story is None:
            return
        if len(story) < STORY_FOR_PLANNING:
            self.add_error("story", _("That is a little short to draw. Please write at least 50 characters."))
        elif len(story) > LONGEST_STORY:
            self.add_error("story", _("A story has at most 10,000 characters. Please shorten it a little."))

    def _check_genre(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("genre") and "genre" not in self.errors:
            self.add_error("genre", _("Please choose a kind of story."))
        hero = self._legible("hero", cleaned)
        if hero == "":
            self.add_error("hero", _("Please tell us who the hero is."))
        elif hero and len(hero) > 1000:
            self.add_error("hero", _("At most 1,000 characters, please."))

    def _legible(self, name: str, cleaned: dict[str, Any]) -> str | None:
        try:
            cleaned[name] = legible(cleaned.get(name, "").replace("\r\n", "\n"))
        except forms.ValidationError as error:
            self.add_error(name, error)
            return None
        return cleaned[name]


def photo_error(error: ValidationError) -> Any:
    """Why `load_picture` refused it, for the family."""
    detail = error.detail
    while not hasattr(detail, "code"):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return PHOTO_ERRORS.get(detail.code, PHOTO_ERRORS["PHOTO_UNREADABLE"])
