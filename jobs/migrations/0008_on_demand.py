"""Jobs that somebody told to run now."""

from django.db import migrations, models

from users.row_security.protection import GRANTED, GUESTS, OWN, Allow, Protect

OWN_OR_GUESTS = f"{OWN} OR {GUESTS}"
CHANGES = (
    *("status", "current_step", "updated_at", "cancel_requested", "completed_at", "on_demand"),  # cancel
    *("worker", "lease_expires_at", "retry_count", "run_at", "error_code", "error_message"),  # retry by hand
)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0007_webhooks")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="on_demand",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="told to run now: before others, also while automatic processing is off",
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("on_demand", True), ("status", "pending")),
                fields=["-priority", "run_at", "id"],
                name="idx_jobs_on_demand",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_demand", False), ("status__in", ("pending", "processing")), _connector="OR"),
                name="job_on_demand_until_its_end",
            ),
        ),
        Protect(
            "background_jobs",
            Allow("SELECT", f"{OWN_OR_GUESTS} OR {GRANTED}"),
            Allow("INSERT", OWN_OR_GUESTS),
            Allow("UPDATE", OWN_OR_GUESTS, columns=CHANGES),
        ),
    ]
