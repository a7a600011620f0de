"""Forms of pages: each field with its label, its hint, and its error beside it."""

from django import forms
from django.forms.renderers import DjangoTemplates


class PageRenderer(DjangoTemplates):
    field_template_name = "pages/field.html"


class PageForm(forms.Form):
    """`{{ form.title.as_field_group }}` shows one field of it; what was typed is still there beside an error."""

    default_renderer = PageRenderer
