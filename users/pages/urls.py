"""Pages of signing in and of the account, and the switches of every footer."""

from django.urls import path
from django.views.i18n import set_language

from users.pages.style import StylePageView
from users.pages.theme import choose_theme

urlpatterns = [
    path("language", set_language, name="choose-language"),
    path("theme", choose_theme, name="choose-theme"),
    path("style", StylePageView.as_view(), name="style-page"),
]
