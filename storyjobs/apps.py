from django.apps import AppConfig


class StoryjobsConfig(AppConfig):
    """The wiring has no tables, but commands that look at all of the house."""

    name = "storyjobs"
