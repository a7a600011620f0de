"""What staff does and looks at, in Django's log of the admin: who, when, what, and to which row, by its id alone."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from users.models import User

LOOKED = "Looked at what the family wrote and sent."


def on_record(staff: User, row: Model, words: str, flag: int = CHANGE) -> None:
    LogEntry.objects.create(
        user_id=staff.pk,
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=row.pk,
        object_repr=str(row)[:200],
        action_flag=flag,
        change_message=words,
    )
