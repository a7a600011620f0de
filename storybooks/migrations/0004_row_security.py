"""A book or a file is its owner's, a guest's whoever's who knows its id; who shows a token for it may read it."""

from django.db import migrations

from users.row_security.protection import ASKED, GRANTED, GUESTS, OWN, Allow, Protect

OWN_OR_GUESTS = f"{OWN} OR {GUESTS}"
# A file of nobody's is a guest's only while a guest's job or book has it; else its owner is gone.
IN_USE = "(job_id IS NOT NULL OR storybook_id IS NOT NULL)"
# A request stores a file before the job or book that it is for; then it ties it to a job of the file's owner.
LOOSE = "job_id IS NULL AND storybook_id IS NULL"
OF_ITS_OWNERS_JOB = (
    "(job_id IS NULL OR EXISTS (SELECT 1 FROM background_jobs AS job "
    "WHERE job.id = job_id AND job.user_id IS NOT DISTINCT FROM stored_files.user_id))"
)
TEXTS = ("title", "story", "audience", "style", "character_description", "pages", "has_errors", "updated_at")


class Migration(migrations.Migration):
    dependencies = [("storybooks", "0003_discarded_files"), ("jobs", "0005_row_security")]

    operations = [
        Protect(
            "storybook_entries",
            Allow("SELECT", f"{OWN_OR_GUESTS} OR {GRANTED}"),
            Allow("UPDATE", OWN_OR_GUESTS, columns=TEXTS),
            Allow("DELETE", OWN_OR_GUESTS),
        ),
        Protect(
            "stored_files",
            Allow("SELECT", f"{OWN} OR {GRANTED} OR user_id IS NULL AND {IN_USE} AND {ASKED}"),
            Allow("INSERT", f"({OWN_OR_GUESTS}) AND {LOOSE}"),
            Allow("UPDATE", f"({OWN_OR_GUESTS}) AND {OF_ITS_OWNERS_JOB}", columns=("job_id", "discarded_at")),
        ),
        Protect("cartoon_cache", Allow("SELECT", OWN)),
    ]
