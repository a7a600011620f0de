"""What every template of a page knows without its view."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from users.pages.theme import Theme, theme_of


def page(request: HttpRequest) -> dict[str, Any]:
    return {"theme": theme_of(request), "themes": Theme, "languages": settings.LANGUAGES}
