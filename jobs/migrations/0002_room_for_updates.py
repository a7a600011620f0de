from django.db import migrations


class Migration(migrations.Migration):
    """Heartbeats and progress rewrite rows often: with room on the page they touch no index (heap-only tuples)."""

    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE background_jobs SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)",
            "ALTER TABLE background_jobs RESET (fillfactor, autovacuum_vacuum_scale_factor)",
        )
    ]
