"""The product's pages."""

from django.urls import path

from storybooks.pages.create.steps import STEPS, TitleStep, start_anew
from storybooks.pages.home import HomePageView, sample
from storybooks.pages.library import LibraryPageView
from storybooks.pages.reader import BookPageView
from storybooks.pages.scenes.page import ScenePageView
from storybooks.pages.shared import SharedPageView
from storybooks.pages.sharing import SharePageView

urlpatterns = [
    path("", HomePageView.as_view(), name="home-page"),
    path("create", TitleStep.as_view(), name="create-page"),
    *(path(f"create/{step.name}", step.as_view(), name=f"create-{step.name}-page") for step in STEPS[1:]),
    path("create/anew", start_anew, name="create-anew"),
    path("samples/<slug:version>/<slug:name>-<int:width>.webp", sample, name="sample"),
    path("storybook/library", LibraryPageView.as_view(), name="library-page"),
    path("storybook/<uuid:storybook_id>", BookPageView.as_view(), name="book-page"),
    path("storybook/<uuid:storybook_id>/scenes/<int:page>/<int:scene>", ScenePageView.as_view(), name="scene-page"),
    path("storybook/<uuid:storybook_id>/share", SharePageView.as_view(), name="share-page"),
    path("shared/<str:share_token>", SharedPageView.as_view(), name="shared-page"),
]
