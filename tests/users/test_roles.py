"""The roles are made once for all databases of a server, by whoever comes first and may; else it is told what to do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError
from django.db import connection, connections

from storyjobs.postgres import base
from users.row_security import roles

pytestmark = pytest.mark.django_db(transaction=True)
NEW = ("storyjobs_new_web", "storyjobs_new_service")


@pytest.fixture(autouse=True)
def _other_names(monkeypatch):
    """A server that knows nothing of the roles yet."""
    monkeypatch.setattr(roles, "ROLES", NEW)
    yield
    with connection.administrator() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {', '.join(NEW)}")


def test_they_are_made_with_few_rights_and_found_the_next_time():
    roles.create_roles(connection)
    assert roles.missing_statements(connection) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb) FROM pg_roles"
            " WHERE rolname = ANY(%s)",
            [list(NEW)],
        )
        assert cursor.fetchone() == (False,)
    roles.create_roles(connection)


def test_many_databases_of_one_server_may_be_migrated_at_once():
    def create(_) -> None:
        try:
            roles.create_roles(connection)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(create, range(8)))
    assert roles.missing_statements(connection) == []


@pytest.fixture
def maker(monkeypatch):
    """The connection of a login that is no superuser and may make roles, on a server that is not the embedded one."""
    with connection.administrator() as cursor:
        cursor.execute("CREATE ROLE storyjobs_new_maker LOGIN CREATEROLE")
    database = connections["default"]
    database.close()
    params = database.get_connection_params() | {"user": "storyjobs_new_maker"}
    with monkeypatch.context() as as_maker:
        as_maker.setattr(database, "get_connection_params", lambda: params)
        as_maker.setattr(database, "administrator", lambda: base.DatabaseWrapper.administrator(database))
        yield database
        database.close()
    with connection.administrator() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {', '.join(NEW)}, storyjobs_new_maker")


def test_a_login_that_may_make_roles_makes_itself_a_member_too(maker):
    """Since PostgreSQL 16 who makes a role may neither become it nor has its rights, unless told so."""
    roles.create_roles(maker)
    assert roles.missing_statements(maker) == []


def test_a_login_that_may_not_make_them_is_told_what_its_administrator_has_to_say(monkeypatch):
    database = connections["default"]
    with monkeypatch.context() as ourselves:
        ourselves.setattr(database, "administrator", lambda: base.DatabaseWrapper.administrator(database))
        with pytest.raises(CommandError) as refusal:
            roles.create_roles(database)
    sentences = str(refusal.value)
    assert "CREATE ROLE storyjobs_new_web NOLOGIN;" in sentences
    with connection.administrator() as cursor:
        for statement in sentences.splitlines()[1:]:
            cursor.execute(statement)
    assert roles.missing_statements(connection) == []
