"""The newest callbacks first, however many there are; made beside the running work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("jobs", "0011_staff")]

    operations = [
        AddIndexConcurrently(
            "callbackdelivery", models.Index(fields=["-created_at", "-id"], name="idx_callbacks_recent")
        ),
    ]
