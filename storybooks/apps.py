from django.apps import AppConfig


class StorybooksConfig(AppConfig):
    name = "storybooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from storybooks import checks  # noqa: F401 - registers them
