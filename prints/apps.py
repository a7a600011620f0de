from django.apps import AppConfig
from django.db.models.signals import post_save, pre_delete


class PrintsConfig(AppConfig):
    name = "prints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lower apps change and delete books, and delete users, without ever having heard of us."""
        from prints import guard
        from storybooks.refusals import ERASURE_REFUSALS

        pre_delete.connect(guard.before_user_is_deleted, sender="users.User")
        pre_delete.connect(guard.before_book_is_deleted, sender="storybooks.Storybook")
        post_save.connect(guard.after_book_was_changed, sender="storybooks.Storybook")
        ERASURE_REFUSALS["OPEN_PRINT_REQUEST"] = (409, guard.SENTENCE)
