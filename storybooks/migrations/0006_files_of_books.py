from django.db import migrations

FIND = """
UPDATE storybook_entries AS book
   SET printed_title = title,
       portrait_id = (SELECT id FROM stored_files WHERE storybook_id = book.id AND kind IN ('portrait', 'photo')
                       ORDER BY kind DESC, created_at LIMIT 1),
       cover_id = (SELECT id FROM stored_files WHERE storybook_id = book.id AND kind = 'cover'
                    ORDER BY created_at DESC LIMIT 1),
       pdf_id = (SELECT id FROM stored_files WHERE storybook_id = book.id AND kind = 'book'
                  ORDER BY created_at DESC LIMIT 1),
       palette = coalesce((SELECT output -> 'palette' FROM job_steps
                            WHERE job_id = book.job_id AND name = 'hero' AND done), '{}')
"""


class Migration(migrations.Migration):
    """Books that were made before they kept all they are bound from: what their files and jobs still tell."""

    dependencies = [("jobs", "0004_guests"), ("storybooks", "0005_library")]

    operations = [migrations.RunSQL(FIND, migrations.RunSQL.noop)]
