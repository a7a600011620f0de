"""A guest's jobs have a limit of their own: the address they come from, as a keyed hash."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_api")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="guest",
            field=models.UUIDField(blank=True, editable=False, help_text="keyed hash of a guest's address", null=True),
        ),
    ]
