"""Who was erased is remembered by a keyed hash, so that neither a token nor a backup brings them back."""

import django.utils.timezone
from django.db import migrations, models

from users.row_security.protection import Protect


class Migration(migrations.Migration):
    dependencies = [("users", "0007_external")]

    operations = [
        migrations.CreateModel(
            name="Erased",
            fields=[
                (
                    "key",
                    models.UUIDField(
                        editable=False, help_text="keyed hash of the user's id", primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={"verbose_name_plural": "erased", "db_table": "erased_users"},
        ),
        Protect("erased_users"),
    ]
