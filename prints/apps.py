from django.apps import AppConfig
from django.db.models.signals import pre_delete


class PrintsConfig(AppConfig):
    name = "prints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lower apps erase books without ever having heard of us."""
        from prints.guard import SENTENCE, refuse_while_printing
        from storybooks.refusals import ERASURE_REFUSALS

        pre_delete.connect(refuse_while_printing, sender="storybooks.Storybook")
        ERASURE_REFUSALS["OPEN_PRINT_REQUEST"] = (409, SENTENCE)
