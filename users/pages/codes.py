"""Pages that ask for a one-time code: the field for it, and what is told when none could be sent."""

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from users import one_time_codes
from users.api.sign_in import CodeNotSent
from users.api.throttles import RateLimitExceeded
from users.pages.forms import PageForm
from users.pages.words import how_long


class CodeForm(PageForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Please enter the six digits that we sent you.")},
        widget=forms.TextInput(
            attrs={"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    @classmethod
    def untouched(cls) -> "CodeForm":
        """For errors that are nobody's typing."""
        form = cls({})
        form._errors, form.cleaned_data = ErrorDict(), {}
        return form

    def clean_code(self) -> str:
        code = one_time_codes.typed("".join(self.cleaned_data["code"].split()))
        if code is None:
            raise forms.ValidationError(_("A code has six digits."))
        return code


class CodeSending:
    """For page views with a form."""

    def again(self, form: PageForm, status: int = 400) -> HttpResponse:
        """The form once more, with what is wrong."""
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def told(self, form: PageForm, error: RateLimitExceeded | CodeNotSent) -> HttpResponse:
        if isinstance(error, CodeNotSent):
            form.add_error(None, _("The code could not be sent. Please try again in a few minutes."))
            return self.again(form, error.status_code)
        sentence = gettext("There were too many tries. Please wait %(time)s.") % {"time": how_long(error.wait)}
        form.add_error(None, sentence)
        response = self.again(form, error.status_code)
        response.headers["Retry-After"] = str(error.wait)
        return response
