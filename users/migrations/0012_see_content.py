"""Who may see what is families' is said in the room of families. Staff who had the right of old keep it."""

from django.db import migrations


def hand_over(apps, schema_editor) -> None:
    kinds = apps.get_model("contenttypes", "ContentType").objects
    rights = apps.get_model("auth", "Permission").objects
    of_old = rights.filter(codename="see_content", content_type__app_label="jobs")
    if of_old:
        people, _ = kinds.get_or_create(app_label="users", model="user")
        of_old.update(content_type=people)


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
        migrations.RunPython(hand_over, migrations.RunPython.noop, elidable=True),
    ]
