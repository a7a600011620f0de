"""The newest users first, however many there are; made beside the running work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("users", "0008_erased")]

    operations = [
        AddIndexConcurrently("user", models.Index(fields=["-created_at", "-id"], name="idx_users_recent")),
    ]
