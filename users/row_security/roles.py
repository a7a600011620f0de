"""The two roles, which all databases of a server share; so other databases' migrations may be making them right now.

`storyjobs_web` is what requests of families and guests become; `storyjobs_service` sees every row, and our login, who
owns the tables, is a member of it: forced row security binds owners too.
"""

from django.core.management import CommandError
from django.db import IntegrityError, InternalError, ProgrammingError
from django.db.migrations.operations.base import Operation

from users.acting import SERVICE_ROLE, WEB_ROLE

ROLES = (WEB_ROLE, SERVICE_ROLE)
TRIES = 5
_EXISTING = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
_MEMBERSHIP = """
SELECT bool_and(pg_has_role(session_user, rolname, %s)) AND bool_and(pg_has_role(session_user, rolname, 'USAGE'))
  FROM pg_roles WHERE rolname = ANY(%s)
"""


class CreateRoles(Operation):
    """Makes the roles and our login a member of both, as far as that is still to be done. Raises CommandError.

    They stay when the migration is taken back: other databases may need them.
    """

    reduces_to_sql = False
    reversible = True

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if not schema_editor.collect_sql:
            create_roles(schema_editor.connection)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def describe(self):
        return "Make the roles of row-level security"


def create_roles(connection) -> None:
    for _ in range(TRIES):
        missing = missing_statements(connection)
        if not missing:
            return
        try:
            with connection.administrator() as cursor:
                for statement in missing:
                    cursor.execute(statement)
        except (IntegrityError, InternalError):
            continue  # somebody else was faster
        except ProgrammingError as error:
            if "already exists" not in str(error):
                break
    else:
        missing = missing_statements(connection)
    if missing:
        raise CommandError(_ask_for(missing))


def missing_statements(connection) -> list[str]:
    """What has still to be said to PostgreSQL until the roles are there and our login is a member of both."""
    with connection.cursor() as cursor:
        cursor.execute(_EXISTING, [list(ROLES)])
        existing = {name for (name,) in cursor.fetchall()}
        statements = [f"CREATE ROLE {role} NOLOGIN" for role in ROLES if role not in existing]
        version = connection.pg_version
        cursor.execute(_MEMBERSHIP, ["SET" if version >= 160000 else "MEMBER", list(ROLES)])
        is_member = cursor.fetchone()[0] and not statements
        cursor.execute("SELECT quote_ident(session_user)")
        (login,) = cursor.fetchone()
    options = " WITH INHERIT TRUE, SET TRUE" if version >= 160000 else ""
    return statements if is_member else [*statements, f"GRANT {', '.join(ROLES)} TO {login}{options}"]


def _ask_for(missing: list[str]) -> str:
    told = "\n".join(f"    {statement};" for statement in missing)
    return f"The database's login may not make the roles of row-level security. Let its administrator say:\n{told}"
