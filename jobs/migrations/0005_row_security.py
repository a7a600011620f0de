"""A job is its owner's, a guest's whoever's who knows its id; what belongs to a job is whose the job is."""

from django.db import migrations

from users.row_security.protection import GRANTED, GUESTS, OWN, Allow, Protect

OWN_OR_GUESTS = f"{OWN} OR {GUESTS}"
OF_A_JOB_IN_SIGHT = "EXISTS (SELECT 1 FROM background_jobs AS job WHERE job.id = job_id)"
OF_A_JOB_OF_THEIRS = f"EXISTS (SELECT 1 FROM background_jobs AS job WHERE job.id = job_id AND ({OWN_OR_GUESTS}))"
CHANGES = (
    *("status", "current_step", "updated_at", "cancel_requested", "completed_at"),  # cancel
    *("worker", "lease_expires_at", "retry_count", "run_at", "error_code", "error_message"),  # retry by hand
)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0004_guests"), ("users", "0005_row_security")]

    operations = [
        Protect(
            "background_jobs",
            Allow("SELECT", f"{OWN_OR_GUESTS} OR {GRANTED}"),
            Allow("INSERT", OWN_OR_GUESTS),
            Allow("UPDATE", OWN_OR_GUESTS, columns=CHANGES),
        ),
        Protect("job_steps"),
        Protect("job_history", Allow("SELECT", OF_A_JOB_IN_SIGHT), Allow("INSERT", OF_A_JOB_OF_THEIRS)),
        Protect("callback_deliveries", Allow("INSERT", OF_A_JOB_OF_THEIRS)),
    ]
