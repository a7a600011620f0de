"""A family sees its own wishes for printed books and adds to them; how they go on is for staff to say."""

from django.db import migrations

from users.row_security.protection import OWN, Allow, Protect

OF_A_BOOK_OF_THEIRS = f"EXISTS (SELECT 1 FROM storybook_entries AS book WHERE book.id = storybook_id AND book.{OWN})"


class Migration(migrations.Migration):
    dependencies = [("prints", "0001_initial"), ("storybooks", "0004_row_security")]

    operations = [
        Protect(
            "print_requests",
            Allow("SELECT", OWN),
            Allow("INSERT", f"{OWN} AND status = 'pending' AND {OF_A_BOOK_OF_THEIRS}"),
        )
    ]
