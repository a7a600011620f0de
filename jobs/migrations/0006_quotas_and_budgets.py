"""What counts for a submitter's month, and what a day has cost; both stay when jobs are deleted."""

from django.db import migrations, models

from users.row_security.protection import Protect

# What was paid before this release counts for its day.
EARLIER = """
INSERT INTO daily_spending (day, submitter, usd)
SELECT (step.finished_at AT TIME ZONE 'UTC')::date, coalesce(job.user_id, job.guest, %s), sum(step.cost_usd)
  FROM job_steps AS step JOIN background_jobs AS job ON job.id = step.job_id
 WHERE step.cost_usd > 0
 GROUP BY 1, 2
"""
NOBODY = "00000000-0000-0000-0000-000000000000"


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_row_security")]

    operations = [
        migrations.CreateModel(
            name="QuotaUse",
            fields=[
                ("job_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "submitter",
                    models.UUIDField(
                        editable=False, help_text="a user's id, or the keyed hash of a guest's address"
                    ),
                ),
                (
                    "month",
                    models.DateField(
                        help_text="its first day, UTC: when the job was started, or last retried by hand"
                    ),
                ),
                ("given_back", models.BooleanField()),
            ],
            options={
                "db_table": "quota_uses",
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_back", False)), fields=["submitter", "month"], name="idx_quota_uses"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DailySpending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "submitter",
                    models.UUIDField(
                        help_text="a user's id, or the keyed hash of a guest's address; zero: unknown"
                    ),
                ),
                ("usd", models.DecimalField(decimal_places=6, max_digits=14)),
            ],
            options={
                "verbose_name_plural": "daily spending",
                "db_table": "daily_spending",
                "constraints": [
                    models.UniqueConstraint(fields=("day", "submitter"), name="daily_spending_once")
                ],
            },
        ),
        Protect("quota_uses"),  # whoever may give back, or see the sums of all, is nobody's request
        Protect("daily_spending"),
        migrations.RunSQL([(EARLIER, [NOBODY])], migrations.RunSQL.noop),
    ]
