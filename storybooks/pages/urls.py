"""The product's pages."""

from django.urls import path

from storybooks.pages.home import HomePageView, sample

urlpatterns = [
    path("", HomePageView.as_view(), name="home-page"),
    path("samples/<slug:version>/<slug:name>-<int:width>.webp", sample, name="sample"),
]
