from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Users who asked to be erased."""

    dependencies = [("users", "0003_sign_in")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="erasure_requested_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="since then all of theirs is to be erased", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=Q(erasure_requested_at__isnull=False),
                fields=["erasure_requested_at"],
                name="idx_users_to_erase",
            ),
        ),
    ]
