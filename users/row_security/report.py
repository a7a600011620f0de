"""Whether the database's row-level security is what the migrations declare."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from users.acting import WEB_ROLE
from users.row_security.protection import Protect, protections
from users.row_security.roles import ROLES, missing_statements

_TABLES = """
SELECT schemaname, tablename, c.relrowsecurity, c.relforcerowsecurity,
       ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY polname)
  FROM pg_tables JOIN pg_class c ON c.oid = format('%%I.%%I', schemaname, tablename)::regclass
 WHERE schemaname = current_schema() AND tablename = ANY(%s) ORDER BY tablename
"""
_POLICIES = """
SELECT policyname, permissive, roles::text[], cmd, qual, with_check FROM pg_policies
 WHERE tablename = %s AND schemaname = {schema}
"""
_TOO_MANY_RIGHTS = """
SELECT rolname, trim(concat(CASE WHEN rolsuper THEN 'NOSUPERUSER ' END, CASE WHEN rolbypassrls THEN 'NOBYPASSRLS ' END,
    CASE WHEN rolcanlogin THEN 'NOLOGIN ' END, CASE WHEN rolcreaterole THEN 'NOCREATEROLE ' END,
    CASE WHEN rolcreatedb THEN 'NOCREATEDB ' END, CASE WHEN rolreplication THEN 'NOREPLICATION' END))
  FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname
"""
_MEMBER_OF = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = %s::regrole"
_PRIVILEGES = """
WITH relation AS (SELECT oid, relname::text FROM pg_class
                   WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f'))
SELECT relname, command, attname::text FROM relation JOIN pg_attribute ON attrelid = oid AND attnum > 0
 CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS command
 WHERE NOT attisdropped AND has_column_privilege(%(role)s, oid, attnum, command)
UNION ALL
SELECT relname, command, '' FROM relation CROSS JOIN unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) AS command
 WHERE has_table_privilege(%(role)s, oid, command)
"""
_COLUMNS = """
SELECT table_name::text, column_name::text FROM information_schema.columns
 WHERE table_schema = current_schema() AND table_name = ANY(%s)
"""
Privilege = tuple[str, str, str]
"""Table, command, and the column, which is empty for commands on whole rows."""


@dataclass(frozen=True)
class TableState:
    schemaname: str
    tablename: str
    rowsecurity: bool
    forced: bool
    policies: list[str]


def table_states(connection) -> list[TableState]:
    """The declared tables as the database has them."""
    return [TableState(*row) for row in _rows(connection, _TABLES, [list(protections())])]


def problems(connection) -> list[str]:
    """A sentence for each thing that is not as declared. Changes nothing."""
    declared = protections()
    wrong_roles = list(_wrong_roles(connection))
    if any("CREATE ROLE" in sentence for sentence in wrong_roles):
        return wrong_roles  # what policies and grants say of a role that is not there cannot be asked
    tables = list(_wrong_tables(connection, declared))
    return [*wrong_roles, *tables, *_wrong_privileges(connection, declared)]


def _wrong_roles(connection) -> Iterator[str]:
    for statement in missing_statements(connection):
        yield f"The roles are not complete. Missing: {statement};"
    for role, remedy in _rows(connection, _TOO_MANY_RIGHTS, [list(ROLES)]):
        if remedy:
            yield f"The role {role} has too many rights. Take them away: ALTER ROLE {role} {remedy};"
        for (group,) in _rows(connection, _MEMBER_OF, [role]):
            yield f"The role {role} has the rights of {group}. Take them away: REVOKE {group} FROM {role};"


def _wrong_tables(connection, declared: dict[str, Protect]) -> Iterator[str]:
    states = {state.tablename: state for state in table_states(connection)}
    for table, protect in sorted(declared.items()):
        state = states.get(table)
        if state is None:
            yield f"The table {table} is missing: manage.py migrate has not run to its end."
            continue
        if not state.rowsecurity:
            yield f"Row-level security of {table} is off."
        elif not state.forced:
            yield f"Row-level security of {table} is not forced: it does not bind the table's owner."
        yield from _wrong_policies(connection, protect)


def _wrong_policies(connection, protect: Protect) -> Iterator[str]:
    actual = _policies(connection, protect.table, "current_schema()")
    expected = _expected_policies(connection, protect)
    for name in sorted(actual | expected):
        if name not in actual:
            yield f"The policy {name} of {protect.table} is missing."
        elif name not in expected:
            yield f"{protect.table} has a policy that nobody declared: {name}."
        elif actual[name] != expected[name]:
            yield f"The policy {name} of {protect.table} does not say what was declared."


def _expected_policies(connection, protect: Protect) -> dict[str, tuple]:
    """As PostgreSQL would write them: asked of an empty table of the same shape, which is gone at once."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(f"CREATE TEMPORARY TABLE {protect.table} (LIKE {schema}.{protect.table})")
        for statement in protect.create_policies():
            cursor.execute(statement)
        policies = _policies(connection, protect.table, "pg_my_temp_schema()::regnamespace::text")
        transaction.set_rollback(True, connection.alias)
    return policies


def _policies(connection, table: str, schema: str) -> dict[str, tuple]:
    return {name: tuple(map(str, rest)) for name, *rest in _rows(connection, _POLICIES.format(schema=schema), [table])}


def _wrong_privileges(connection, declared: dict[str, Protect]) -> Iterator[str]:
    actual = set(_rows(connection, _PRIVILEGES, {"role": WEB_ROLE}))
    expected = _expected_privileges(connection, declared)
    for table, command, column in sorted(actual - expected):
        yield f"{WEB_ROLE} may {command} {_place(table, column)}, which nobody declared."
    for table, command, column in sorted(expected - actual):
        yield f"{WEB_ROLE} may not {command} {_place(table, column)}, as was declared."


def _expected_privileges(connection, declared: dict[str, Protect]) -> set[Privilege]:
    columns: dict[str, list[str]] = {}
    for table, column in _rows(connection, _COLUMNS, [list(declared)]):
        columns.setdefault(table, []).append(column)
    return {
        (table, allow.command, column)
        for table, protect in declared.items()
        for allow in protect.allowed
        for column in ([""] if allow.command == "DELETE" else allow.columns or columns.get(table, []))
    }


def _place(table: str, column: str) -> str:
    return f"{table}.{column}" if column else table


def _rows(connection, sql: str, params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
