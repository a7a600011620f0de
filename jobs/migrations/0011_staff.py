"""Who of the staff may act and who may look closely; the beginning of a title, as staff types it."""

from django.db import migrations

# The table's own order of letters does not serve such a question, and Django names an index' class of operators only
# where its own PostgreSQL app is installed. Made beside the running work.
TITLES = "CREATE INDEX CONCURRENTLY idx_jobs_title ON background_jobs (upper(title) text_pattern_ops) WHERE title <> ''"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("jobs", "0010_indexes_of_measures")]

    operations = [
        migrations.AlterModelOptions(
            name="job",
            options={
                "permissions": [
                    ("operate_job", "Can cancel, retry and hurry jobs"),
                    ("see_content", "Can see what families wrote and sent, and what was made of it"),
                ]
            },
        ),
        migrations.RunSQL(TITLES, "DROP INDEX CONCURRENTLY idx_jobs_title"),
    ]
