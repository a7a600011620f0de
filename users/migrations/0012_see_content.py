"""Who may see what is families' is said in the room of families. Staff who had the right of old keep it."""

from django.db import migrations

RIGHT = "see_content"


def hand_over(apps, schema_editor) -> None:
    _move(apps, "jobs", "job", "users", "user")


def hand_back(apps, schema_editor) -> None:
    _move(apps, "users", "user", "jobs", "job")


def _move(apps, app: str, model: str, new_app: str, new_model: str) -> None:
    """Django makes a right after all migrations: on the way there and back again both may be there, and become one."""
    kinds = apps.get_model("contenttypes", "ContentType").objects
    rights = apps.get_model("auth", "Permission").objects
    of_old = rights.filter(codename=RIGHT, content_type__app_label=app, content_type__model=model).first()
    if of_old is None:
        return
    kind, _ = kinds.get_or_create(app_label=new_app, model=new_model)
    there = rights.filter(codename=RIGHT, content_type=kind).first()
    if there is None:
        rights.filter(pk=of_old.pk).update(content_type=kind)
        return
    there.group_set.add(*of_old.group_set.all())
    there.user_set.add(*of_old.user_set.all())
    of_old.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0011_devices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={"permissions": [("see_content", "Can see what families wrote and sent, and what was made of it")]},
        ),
        migrations.RunPython(hand_over, hand_back, elidable=True),
    ]
