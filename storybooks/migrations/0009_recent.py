"""The newest books and files first, however many there are; made beside the running work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("storybooks", "0008_print_files")]

    operations = [
        AddIndexConcurrently("storybook", models.Index(fields=["-created_at", "-id"], name="idx_storybooks_recent")),
        AddIndexConcurrently("storedfile", models.Index(fields=["-created_at", "-id"], name="idx_files_recent")),
    ]
