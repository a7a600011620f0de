"""The product's pages."""

from django.urls import path

from storybooks.pages.create.steps import STEPS, TitleStep, start_anew
from storybooks.pages.home import HomePageView, sample

urlpatterns = [
    path("", HomePageView.as_view(), name="home-page"),
    path("create", TitleStep.as_view(), name="create-page"),
    *(path(f"create/{step.name}", step.as_view(), name=f"create-{step.name}-page") for step in STEPS[1:]),
    path("create/anew", start_anew, name="create-anew"),
    path("samples/<slug:version>/<slug:name>-<int:width>.webp", sample, name="sample"),
]
