"""Counters of what has ended, and who works jobs off."""

import django.contrib.postgres.fields
import uuid
from django.conf import settings
from django.db import migrations, models

from users.row_security.protection import Allow, Protect

CANCELLED = "status = 'cancelled'"
# What ended before this release counts as well.
EARLIER = """
INSERT INTO job_tallies (type, status, error_code, slot, count, run_seconds, wait_seconds, buckets)
SELECT type, status, error_code, 0, count(*), coalesce(sum(ran), 0), coalesce(sum(waited), 0),
       ARRAY[count(*) FILTER (WHERE ran <= 1), count(*) FILTER (WHERE ran <= 2.5), count(*) FILTER (WHERE ran <= 5),
             count(*) FILTER (WHERE ran <= 10), count(*) FILTER (WHERE ran <= 30), count(*) FILTER (WHERE ran <= 60),
             count(*) FILTER (WHERE ran <= 120), count(*) FILTER (WHERE ran <= 300),
             count(*) FILTER (WHERE ran <= 600), count(*) FILTER (WHERE ran <= 1200)]
  FROM (SELECT type, status, error_code,
               CASE WHEN status <> 'cancelled' THEN extract(epoch FROM completed_at - started_at)::float END AS ran,
               CASE WHEN status <> 'cancelled' THEN greatest(0, extract(epoch FROM started_at - run_at))::float END
                   AS waited
          FROM background_jobs WHERE completed_at IS NOT NULL) AS lived
 GROUP BY type, status, error_code
"""


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0008_on_demand'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cluster',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('host', models.CharField(max_length=60)),
                ('pid', models.PositiveIntegerField()),
                ('workers', models.PositiveSmallIntegerField(help_text='how many jobs it can run at once')),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(help_text="it said that it lives; by the database's clock")),
            ],
            options={
                'db_table': 'job_clusters',
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=40)),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('processing', 'Processing'), ('completed', 'Completed'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], max_length=10)),
                ('error_code', models.CharField(blank=True, max_length=40)),
                ('slot', models.PositiveSmallIntegerField()),
                ('count', models.BigIntegerField()),
                ('run_seconds', models.FloatField(help_text='of their latest attempts')),
                ('wait_seconds', models.FloatField(help_text='from the moment they were due to the start of those')),
                ('buckets', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='run times, counted up to each of jobs.tallies.BUCKETS', size=None)),
            ],
            options={
                'verbose_name_plural': 'tallies',
                'db_table': 'job_tallies',
            },
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('type', 'status', 'error_code', 'slot'), name='job_tally_once'),
        ),
        # A family cancels what waits: that is counted in the statement that does it.
        Protect(
            "job_tallies", Allow("SELECT", CANCELLED), Allow("INSERT", CANCELLED), Allow("UPDATE", CANCELLED)
        ),
        Protect("job_clusters"),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
    ]
