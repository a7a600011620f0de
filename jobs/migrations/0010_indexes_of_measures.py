"""Indexes for what is measured and listed of very many jobs; made beside the running work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("jobs", "0009_measures")]

    operations = [
        AddIndexConcurrently(
            model_name='job',
            index=models.Index(condition=models.Q(('completed_at__isnull', False)), fields=['completed_at'], include=('type', 'status', 'error_code', 'started_at', 'run_at', 'retry_count'), name='idx_jobs_ended'),
        ),
        AddIndexConcurrently(
            model_name='job',
            index=models.Index(fields=['-created_at', '-id'], name='idx_jobs_recent'),
        ),
        AddIndexConcurrently(
            model_name='job',
            index=models.Index(fields=['status', '-created_at', '-id'], name='idx_jobs_recent_by_status'),
        ),
        AddIndexConcurrently(
            model_name='job',
            index=models.Index(fields=['type', '-created_at', '-id'], name='idx_jobs_recent_by_type'),
        ),
        AddIndexConcurrently(
            model_name='job',
            index=models.Index(condition=models.Q(('error_code', ''), _negated=True), fields=['error_code', '-created_at', '-id'], name='idx_jobs_recent_by_error'),
        ),
    ]
