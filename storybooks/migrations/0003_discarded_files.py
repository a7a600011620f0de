from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A file that is needed no more is marked before its bytes go."""

    dependencies = [("storybooks", "0002_cache_of_users")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="discarded_at",
            field=models.DateTimeField(blank=True, help_text="since then its bytes are to be erased", null=True),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=Q(discarded_at__isnull=False), fields=["discarded_at"], name="idx_files_discarded"
            ),
        ),
    ]
