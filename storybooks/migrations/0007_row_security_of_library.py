"""A book's words and pictures are changed by jobs, and its end takes more along than its row: for requests, only the
title is left. Links are the book's owner's; who reads by one has been granted the book. Payments are the service's.
"""

from django.db import migrations

from users.row_security.protection import GRANTED, GUESTS, OWN, Allow, Protect

OF_A_BOOK_OF_THEIRS = f"EXISTS (SELECT 1 FROM storybook_entries AS book WHERE book.id = storybook_id AND book.{OWN})"


class Migration(migrations.Migration):
    dependencies = [("storybooks", "0006_files_of_books")]

    operations = [
        Protect(
            "storybook_entries",
            Allow("SELECT", f"{OWN} OR {GUESTS} OR {GRANTED}"),
            Allow("UPDATE", OWN, columns=("title", "updated_at")),
        ),
        Protect(
            "storybook_shares",
            Allow("SELECT", OF_A_BOOK_OF_THEIRS),
            Allow("INSERT", OF_A_BOOK_OF_THEIRS),
            Allow("DELETE", OF_A_BOOK_OF_THEIRS),
        ),
        Protect("storybook_paid_changes"),
    ]
