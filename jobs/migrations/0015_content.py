"""Who may see what is families' is said in the room of families."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0014_words"), ("users", "0012_see_content")]

    operations = [
        migrations.AlterModelOptions(
            name="job", options={"permissions": [("operate_job", "Can cancel, retry and hurry jobs")]}
        ),
    ]
