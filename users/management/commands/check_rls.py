"""manage.py check_rls: is every family's data behind row-level security, as declared?"""

from dataclasses import astuple, fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from users.row_security.report import TableState, problems, table_states


class Command(BaseCommand):
    help = "Shows row-level security by table. Exits with 1 when a table, policy, role or grant is not as declared."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [[field.name for field in fields(TableState)]]
        lines += [[_cell(value) for value in astuple(state)] for state in table_states(connection)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            self.stdout.write("  ".join(map(str.ljust, line, widths)).rstrip())
        wrong = problems(connection)
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write("Row-level security is as declared.")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
