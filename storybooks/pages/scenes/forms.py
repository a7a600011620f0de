"""The forms of a scene's page: its words, and what its picture shall show."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.states import Status
from storybooks.pages.create.forms import WordsField
from storybooks.pages.scenes.changes import Part
from users.pages.forms import PageForm


class ChangeForm(PageForm):
    """Beside its words it brings what its reader has seen of the scene: see `changes.begin`."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def look_again(self, part: Part) -> None:
        """What was typed stays, and its reader has the scene before them as it is now."""
        self.data = self.data.copy()
        self.data["seen"], self.data["after"] = part.seen, part.after


class WordsForm(ChangeForm):
    description = WordsField(
        label=_("The text under the picture"),
        max_length=2000,
        error_messages={
            "required": _("Please write a text: a page cannot be without words."),
            "max_length": _("A text has at most 2,000 characters. Please shorten it a little."),
        },
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 5}),
    )


class PictureForm(ChangeForm):
    """What is left empty or as it was stays as it is."""

    imagePrompt = WordsField(
        label=_("What the picture shows"),
        help_text=_("The illustrator draws what stands here, with your hero and in the style of the book."),
        required=False,
        max_length=2000,
        error_messages={"max_length": _("At most 2,000 characters, please.")},
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 4}),
    )
    emotion = WordsField(
        label=_("How the hero feels"),
        help_text=_("In a word: happy, curious, a little afraid."),
        required=False,
        max_length=40,
        error_messages={"max_length": _("At most 40 characters, please.")},
        widget=forms.TextInput(attrs={"type": "text", "dir": "auto", "autocomplete": "off"}),
    )

    def wish(self, told: dict[str, Any]) -> dict[str, str]:
        """What the illustrator is to be told instead of what stands in the scene."""
        wanted = {name: self.cleaned_data[name] for name in ("imagePrompt", "emotion")}
        return {name: text for name, text in wanted.items() if text and text != told[name]}


def words_form(part: Part, data: Any = None) -> WordsForm:
    """With what the scene says; after a failure with what was typed then, and why it was refused."""
    form = WordsForm(data, initial=_seen(part) | part.told, auto_id="words_%s")
    if data is None and part.state == Status.FAILED:
        form = WordsForm({"description": part.wish["description"], **_seen(part)}, auto_id="words_%s")
        form.add_error("description", part.reason)
    return form


def picture_form(part: Part, data: Any = None) -> PictureForm:
    """With what its picture was drawn after; after a failure with what was wished for then."""
    wished = part.wish if part.state == Status.FAILED else {}
    initial = _seen(part) | part.told | wished
    form = PictureForm(data, initial=initial, auto_id="picture_%s")
    if data is None and part.needs_other_words:
        form = PictureForm({name: initial[name] for name in form.fields}, auto_id="picture_%s")
        form.add_error("imagePrompt", part.reason)
    return form


def _seen(part: Part) -> dict[str, str]:
    return {"seen": part.seen, "after": part.after}
