import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Cached pictures belong to users: those of nobody could be shown to somebody else."""

    dependencies = [
        ("storybooks", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM cartoon_cache WHERE user_id IS NULL", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="cartooncache",
            name="user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="cartooncache",
            name="used_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
    ]
