"""Which rows and columns of a table the web role may touch: declared in a migration, enforced by PostgreSQL.

    operations = [
        CreateModel("Share", ...),
        Protect("shares", Allow("SELECT", OWN), Allow("INSERT", OWN), Allow("UPDATE", OWN, columns=("title",))),
    ]

What no `Allow` names, no request of a family or guest can do: a table without any is the service's alone. A later
`Protect` of the same table takes the place of the earlier one, so a new column that requests may change needs a new
migration. `manage.py check_rls` compares the database with the last one of each table.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from users.acting import SERVICE_ROLE, WEB_ROLE

SERVICE_POLICY = "service"

# Conditions on a row. The settings are read once a statement, in a subquery, so that indexes can be used. Migrations
# refer to these by name: a change here would rewrite history, so a new meaning takes a new name.
ME = "(SELECT nullif(current_setting('storyjobs.user', true), '')::uuid)"
OWN = f"user_id = {ME}"
ASKED = "id = ANY ((SELECT string_to_array(current_setting('storyjobs.asked', true), ',')::uuid[])::uuid[])"
GRANTED = "id = ANY ((SELECT string_to_array(current_setting('storyjobs.granted', true), ',')::uuid[])::uuid[])"
GUESTS = f"user_id IS NULL AND {ASKED}"
"""A guest's row that the request asks for by its id."""


@dataclass(frozen=True)
class Allow:
    """The web role may `command` (SELECT, INSERT, UPDATE, DELETE) these `rows`, a condition in SQL.

    Rows that are written have to meet it before and after. `columns`: of INSERT and UPDATE only these; all without.
    """

    command: str
    rows: str
    columns: tuple[str, ...] = ()

    @property
    def policy(self) -> str:
        return f"web_{self.command.lower()}"

    @property
    def grant(self) -> str:
        return f"{self.command} ({', '.join(self.columns)})" if self.columns else self.command

    @property
    def clauses(self) -> str:
        checked = f"WITH CHECK ({self.rows})"
        return {"INSERT": checked, "UPDATE": f"USING ({self.rows}) {checked}"}.get(self.command, f"USING ({self.rows})")

    def create_policy(self, table: str) -> str:
        return f"CREATE POLICY {self.policy} ON {table} FOR {self.command} TO {WEB_ROLE} {self.clauses}"


class Protect(Operation):
    """Turns row-level security on for a table, for its owner too, and lets the web role do what is allowed."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, *allowed: Allow):
        self.table, self.allowed = table, allowed

    def deconstruct(self):
        return self.__class__.__name__, [self.table, *self.allowed], {}

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.statements():
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in _bare(self.table):
            schema_editor.execute(statement, params=None)

    def describe(self):
        return f"Row-level security on {self.table}"

    def statements(self) -> list[str]:
        return [
            *_bare(self.table),
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY",
            *self.create_policies(),
            *(f"GRANT {allow.grant} ON {self.table} TO {WEB_ROLE}" for allow in self.allowed),
        ]

    def create_policies(self) -> list[str]:
        service = f"CREATE POLICY {SERVICE_POLICY} ON {self.table} TO {SERVICE_ROLE} USING (true)"
        return [service, *(allow.create_policy(self.table) for allow in self.allowed)]


def protections() -> dict[str, Protect]:
    """What the migrations declare, by table."""
    graph = MigrationLoader(None).graph
    plan = dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))
    operations = (operation for key in plan for operation in graph.nodes[key].operations)
    return {operation.table: operation for operation in operations if isinstance(operation, Protect)}


def protect_again(connection) -> None:
    """Whatever the tables allow now: what the migrations declare. PostgreSQL spells the conditions of a database that
    was restored in other words, so they could not be compared any more.
    """
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for protect in protections().values():
            for statement in protect.statements():
                cursor.execute(statement)


_DROP_POLICIES = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT polname FROM pg_policy WHERE polrelid = '{table}'::regclass LOOP
        EXECUTE format('DROP POLICY %I ON {table}', name);
    END LOOP;
END $$
"""


def _bare(table: str) -> list[str]:
    return [
        _DROP_POLICIES.format(table=table),
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"REVOKE ALL ON {table} FROM {WEB_ROLE}",
    ]
